package io.millrace.inference;

import static io.millrace.inference.Requests.NOW;
import static io.millrace.inference.Requests.PARTITION;
import static io.millrace.inference.Requests.TOPIC;
import static io.millrace.inference.Requests.pair;
import static io.millrace.inference.Requests.record;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.inference.onnx.TestModels;
import io.millrace.model.Delivery;
import io.millrace.model.Encoding;
import io.millrace.model.FailureCode;
import io.millrace.model.InferenceRequest;
import io.millrace.model.InferenceResult;
import io.millrace.model.InferenceResult.Answered;
import io.millrace.model.InferenceResult.Failed;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.model.RequestId;
import io.millrace.model.Tensor;
import io.millrace.port.ServingMeter;
import io.millrace.topology.serde.MessageHeaders;
import io.millrace.topology.serde.Tensors;
import java.nio.file.Path;
import java.time.Instant;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunAheadTest {
  @TempDir
  Path folder;

  private final List<InferenceResult> told = new CopyOnWriteArrayList<>();
  private final List<InferenceResult> toldByTheStage = new CopyOnWriteArrayList<>();
  private volatile Runnable onTold = () -> {};
  private RunAhead ahead;
  private BatchAhead stage;

  @BeforeEach
  void open() {
    var models = new RecordedModels(folder)
        .with("double", TestModels.doubling("batch", 2))
        .with("other", TestModels.doubling("batch", 2));
    var sessions = new Sessions(models.repository);
    var reader = new RequestReader(models.catalog, sessions, RequestReader.PATIENCE);
    var clocks = new Clocks(() -> NOW, System::nanoTime);
    var counters = new BatchCounters(ServingMeter.NONE);
    var config = InferenceConfig.DEFAULTS;
    ahead = new RunAhead(reader, config, clocks, counters, new Early(this::tell, 1 << 20));
    stage = new BatchAhead(
        TOPIC, reader, config, clocks, counters, new Early(toldByTheStage::add, 1 << 20), ahead);
    ahead.own(PARTITION.partition(), this);
    for (var model : List.of("double", "other")) {
      sessions.load(new ModelName(model), new ModelVersion(1)).session().join();
    }
  }

  @AfterEach
  void close() {
    ahead.close();
  }

  @Test
  void requestsOfThisProcess_runBeforeTheirRecordsAreThere_andTheStageWritesWhatWasTold() {
    ahead.begin(request("a", 1), 0);
    ahead.begin(request("b", 2), 0);
    runAll(2);
    var outcomes = List.of(outcome(0, "a"), outcome(1, "b"));
    assertThat(outcomes).allMatch(BatchAhead.Outcome::told);
    assertThat(outcomes).extracting(BatchAhead.Outcome::result).containsExactlyElementsOf(told);
    assertThat(told).extracting(RunAheadTest::first).containsExactly(2f, 4f);
    assertThat(told).allMatch(r -> ((Answered) r).timings().batchRows() == 2);
    assertThat(toldByTheStage).isEmpty();
    assertThat(stage.statistics()).isEqualTo(new BatchStatistics(1, 2, 2, 0, 2));
  }

  @Test
  void recordThatIsReachedFirst_isComputedByTheStage_andNotOnceMore() {
    ahead.begin(request("a", 1), 0);
    assertThat(first(outcome(0, request("a", 1)).result())).isEqualTo(2f);
    ahead.begin(request("b", 2), 0);
    runAll(1);
    assertThat(told).extracting(RunAheadTest::first).containsExactly(4f);
    assertThat(toldByTheStage).extracting(RunAheadTest::first).containsExactly(2f);
    assertThat(stage.statistics().requests()).isEqualTo(2);
  }

  @Test
  void recordThatIsReachedWhileItsBatchIsMade_runsOnce() {
    var plain = request("a", 1);
    var reached = new CompletableFuture<BatchAhead.Outcome>();
    var inputs = new AbstractList<Tensor>() {
      @Override
      public Tensor get(int index) {
        if (Thread.currentThread().getName().equals("inference-ahead") && !reached.isDone()) {
          reached.complete(outcome(0, plain));
        }
        return plain.inputs().get(index);
      }

      @Override
      public int size() {
        return plain.inputs().size();
      }
    };
    ahead.begin(
        new InferenceRequest(
            plain.id(),
            plain.model(),
            plain.version(),
            inputs,
            plain.outputs(),
            plain.parameters(),
            plain.delivery()),
        0);
    ahead.run();
    assertThat(first(reached.join().result())).isEqualTo(2f);
    ahead.close();
    assertThat(told).isEmpty();
    assertThat(toldByTheStage).hasSize(1);
    assertThat(stage.statistics()).isEqualTo(new BatchStatistics(1, 1, 1, 0, 0));
  }

  @Test
  void recordThatComesASecondTime_isComputedAnew() {
    ahead.begin(request("a", 1), 0);
    runAll(1);
    assertThat(outcome(0, "a").told()).isTrue();
    assertThat(first(outcome(0, request("a", 5)).result())).isEqualTo(10f);
  }

  @Test
  void whatOthersRead_isLeftToThem() {
    ahead.begin(request("a", 1), 1);
    ahead.begin(request("b", 2), 0);
    runAll(1);
    assertThat(told).extracting(r -> r.id().value()).containsExactly("b");
  }

  @Test
  void partitionThatIsLost_andRequestsThatAreNotWritten_areForgotten() {
    ahead.begin(request("a", 1), 0);
    ahead.begin(request("b", 2), 0);
    runAll(2);
    ahead.forget(new RequestId("a"));
    assertThat(first(outcome(0, request("a", 5)).result())).isEqualTo(10f);
    ahead.disown(0, new Object()); // which owns nothing
    assertThat(ahead.toString()).contains("1 begun");
    ahead.disown(0, this);
    assertThat(first(outcome(1, request("b", 7)).result())).isEqualTo(14f);
    assertThat(ahead.toString()).contains("0 begun, 0 bytes, 0 waiting");
  }

  @Test
  void requestThatHasNoResultInTime_isToldByItsRecord() {
    var late = request("a", 1, NOW.minusMillis(1));
    ahead.begin(late, 0);
    ahead.begin(request("b", 2), 0);
    runAll(1);
    var outcome = outcome(0, "a");
    assertThat(outcome.told()).isFalse();
    assertThat(((Failed) outcome.result()).code()).isEqualTo(FailureCode.EXPIRED);
  }

  @Test
  void requestOfAModelThatIsNotLoaded_isLeftToTheStage() {
    ahead.begin(request("a", "unheard-of", 1, null), 0);
    ahead.begin(request("b", 2), 0);
    runAll(1);
    var record = record(0, "a".getBytes(UTF_8), request("a", "unheard-of", 1, null));
    var failed = (Failed) stage.outcome(PARTITION, 0, () -> record).result();
    assertThat(failed.code()).isEqualTo(FailureCode.UNKNOWN_MODEL);
  }

  @Test
  void noMoreIsKept_thanAPollMayHave() {
    for (int i = 0; i < 3000; i++) {
      ahead.begin(request("r" + i, 1), 0);
    }
    assertThat(ahead.toString()).contains(" 2048 begun, 16384 bytes, 2048 waiting");
    for (int i = 0; i < 3000; i++) {
      outcome(i, request("r" + i, 1));
    }
    assertThat(ahead.toString()).contains(" 0 begun, 0 bytes, 0 waiting");
    ahead.begin(request("b", 2), 0);
    runAll(1);
    assertThat(ahead.toString()).contains(" 1 begun, 16 bytes, 0 waiting");
    outcome(3001, "b");
    assertThat(ahead.toString()).contains(" 0 begun, 0 bytes, 0 waiting");
  }

  @Test
  void sequenceThatIsCalledAsARequest_doesNotGetItsResult() {
    ahead.begin(request("a", 1), 0);
    runAll(1);
    var sequence = record(0, "a".getBytes(UTF_8), request("other", 5));
    assertThat(first(outcome(sequence).result())).isEqualTo(10f);
    assertThat(outcome(1, "a").told()).isTrue();
  }

  @Test
  void batchThatTheStageRuns_isToldAsOneFromAheadOfTheLog() {
    var go = new CompletableFuture<Void>();
    // The first batch holds up the second, which is made and waits.
    onTold = go::join;
    ahead.begin(request("a", 1), 0);
    ahead.begin(request("b", "other", 2, null), 0);
    runAll(1);
    onTold = () -> {};
    assertThat(outcome(0, "b").told()).isTrue();
    assertThat(told).extracting(r -> r.id().value()).containsExactly("a", "b");
    assertThat(toldByTheStage).isEmpty();
    go.complete(null);
  }

  private void tell(InferenceResult result) {
    told.add(result);
    onTold.run();
  }

  private void runAll(int tell) {
    ahead.run();
    await().until(() -> told.size() >= tell);
    assertThat(told).hasSize(tell);
  }

  /** Of a record whose contents cannot be read: they are not looked at. */
  private BatchAhead.Outcome outcome(long offset, String id) {
    var key = id.getBytes(UTF_8);
    var headers = new RecordHeaders();
    headers.add(MessageHeaders.ID, key);
    return outcome(record(offset, key, new byte[] {1, 2, 3}, headers));
  }

  private BatchAhead.Outcome outcome(long offset, InferenceRequest request) {
    return outcome(record(offset, request.id().value().getBytes(UTF_8), request));
  }

  private BatchAhead.Outcome outcome(ConsumerRecord<byte[], byte[]> record) {
    stage.lookAhead(new ConsumerRecords<>(Map.of(PARTITION, List.of(record)), Map.of()));
    return stage.outcome(PARTITION, record.offset(), () -> record);
  }

  private static float first(InferenceResult result) {
    return Tensors.toFloats(((Answered) result).outputs().get(0))[0];
  }

  private static InferenceRequest request(String id, float value) {
    return request(id, value, null);
  }

  private static InferenceRequest request(String id, float value, @Nullable Instant expiry) {
    return request(id, "double", value, expiry);
  }

  private static InferenceRequest request(
      String id, String model, float value, @Nullable Instant expiry) {
    return new InferenceRequest(
        new RequestId(id),
        new ModelName(model),
        new ModelVersion(1),
        List.of(pair(value)),
        List.of(),
        Map.of(),
        new Delivery(Encoding.PROTOBUF, expiry, null, null));
  }
}
