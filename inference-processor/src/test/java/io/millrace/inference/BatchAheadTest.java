package io.millrace.inference;

import static io.millrace.inference.Requests.NOW;
import static io.millrace.inference.Requests.PARTITION;
import static io.millrace.inference.Requests.pair;
import static io.millrace.inference.Requests.record;
import static io.millrace.inference.Requests.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.inference.onnx.TestModels;
import io.millrace.model.DataType;
import io.millrace.model.FailureCode;
import io.millrace.model.InferenceRequest;
import io.millrace.model.InferenceResult;
import io.millrace.model.InferenceResult.Answered;
import io.millrace.model.InferenceResult.Failed;
import io.millrace.model.ModelVersion;
import io.millrace.model.Shape;
import io.millrace.topology.serde.Tensors;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchAheadTest {

  @TempDir
  Path folder;

  private @Nullable RecordedModels models;
  private @Nullable BatchAhead ahead;

  @BeforeEach
  void open() {
    models = new RecordedModels(folder)
        .with("double", TestModels.doubling("batch", 2))
        .with("lookup", TestModels.lookup())
        .with("fixed", TestModels.doubling(2, 2));
    ahead = ahead(InferenceConfig.DEFAULTS);
  }

  @Test
  void requestsOfAPoll_runAsOneBatch_andEachGetsItsOwnRows() {
    var poll = List.of(doubling(0, 1), doubling(1, 2), doubling(2, 3));
    look(poll);
    var results = outcomes(poll);
    assertThat(results)
        .extracting(r -> Tensors.toFloats(answer(r).outputs().get(0))[0])
        .containsExactly(2f, 4f, 6f);
    assertThat(results).extracting(r -> answer(r).timings().batchRows()).containsOnly(3);
    assertThat(statistics()).isEqualTo(new BatchStatistics(1, 3, 3, 0, 0));
  }

  @Test
  void requestsOfDifferentModels_shareNoBatch() {
    var poll = List.of(doubling(0, 1), lookup(1, 0), doubling(2, 3), lookup(3, 1));
    look(poll);
    assertThat(outcomes(poll))
        .allMatch(r -> r instanceof Answered a && a.timings().batchRows() == 2);
  }

  @Test
  void requestsOfDifferentVersions_goEachToItsOwn() {
    models().with("double", TestModels.identity(DataType.FP32, "batch", 2));
    // Both are loaded once each has been asked for.
    outcome(versioned(0, "1"));
    outcome(versioned(1, "2"));
    var poll = List.of(versioned(2, "1"), versioned(3, "2"), versioned(4, null), versioned(5, "1"));
    look(poll);
    assertThat(outcomes(poll))
        .extracting(r -> Tensors.toFloats(answer(r).outputs().get(0))[0])
        .containsExactly(14f, 7f, 7f, 14f);
    assertThat(statistics().misses()).isEqualTo(2);
  }

  private static ConsumerRecord<byte[], byte[]> versioned(long offset, @Nullable String version) {
    var any = request("double", pair(7), null);
    return record(
        offset,
        new InferenceRequest(
            any.id(),
            any.model(),
            version == null ? null : ModelVersion.of(version),
            any.inputs(),
            any.outputs(),
            any.parameters(),
            any.delivery()));
  }

  @Test
  void rowsCountAgainstTheLimit_notRequests() {
    ahead = ahead(new InferenceConfig(Duration.ofSeconds(50), 5, 1 << 20, 1 << 20, 1 << 20));
    var poll = List.of(rows(0, 3), rows(1, 2), rows(2, 4), rows(3, 9));
    look(poll);
    assertThat(outcomes(poll))
        .extracting(r -> answer(r).timings().batchRows())
        .containsExactly(5, 5, 4, 9);
  }

  @Test
  void requestThatTheModelFailsOn_failsAlone() {
    var poll = List.of(lookup(0, 0), lookup(1, 7), lookup(2, 1));
    look(poll);
    var results = outcomes(poll);
    assertThat(Tensors.toFloats(answer(results.get(0)).outputs().get(0))).containsExactly(10f);
    assertThat(failure(results.get(1)).code()).isEqualTo(FailureCode.MODEL_ERROR);
    assertThat(failure(results.get(1)).reason())
        .contains("model \"lookup\" version 1 failed")
        .contains("7");
    assertThat(Tensors.toFloats(answer(results.get(2)).outputs().get(0))).containsExactly(11f);
  }

  @Test
  void requestWithAWrongShape_neverReachesTheBatch() {
    var wrong = record(1, request("double", Tensors.floats("x", Shape.of(1, 3), 1, 2, 3), null));
    var poll = List.of(doubling(0, 1), wrong, doubling(2, 3));
    look(poll);
    var results = outcomes(poll);
    assertThat(failure(results.get(1)).reason())
        .isEqualTo("input \"x\" has shape [1, 3], the model takes [-1, 2] (-1 is any size)");
    assertThat(answer(results.get(0)).timings().batchRows()).isEqualTo(2);
  }

  @Test
  void expiredRequest_isNotRun() {
    var late = record(1, request("double", pair(2), NOW.minusMillis(1)));
    var poll = List.of(doubling(0, 1), late);
    look(poll);
    var results = outcomes(poll);
    assertThat(failure(results.get(1)).code()).isEqualTo(FailureCode.EXPIRED);
    assertThat(statistics().requests()).isEqualTo(1);
  }

  @Test
  void fixedBatchDimension_takesExactlyThat_andRunsAlone() {
    var poll = List.of(fixed(0, 2), fixed(1, 2), fixed(2, 1));
    look(poll);
    var results = outcomes(poll);
    assertThat(results.subList(0, 2)).allMatch(r -> answer(r).timings().batchRows() == 2);
    assertThat(failure(results.get(2)).code()).isEqualTo(FailureCode.INVALID_INPUT);
    assertThat(statistics().batches()).isEqualTo(2);
  }

  @Test
  void recordThatWasNotLookedAt_isComputedAlone_andCounted() {
    assertThat(answer(outcome(doubling(5, 4))).timings().batchRows()).isEqualTo(1);
    assertThat(statistics().misses()).isEqualTo(1);
  }

  @Test
  void consumerThatGoesBack_findsAnswersAgain() {
    var poll = List.of(doubling(0, 1), doubling(1, 2));
    look(poll);
    outcome(poll.get(0));
    look(poll);
    assertThat(outcomes(poll)).allMatch(Answered.class::isInstance);
    assertThat(statistics().misses()).isZero();
  }

  @Test
  void droppedPartition_isComputedAlone() {
    var poll = List.of(doubling(0, 1));
    look(poll);
    ahead().drop(PARTITION);
    assertThat(outcome(poll.get(0))).isInstanceOf(Answered.class);
    assertThat(statistics().misses()).isEqualTo(1);
  }

  @Test
  void modelRegisteredAMomentAgo_isWaitedFor_beforeAnyoneIsToldItIsUnknown() {
    models().withAhead("new", TestModels.doubling("batch", 2));
    var poll = List.of(record(0, request("new", pair(1), null)));
    look(poll);
    assertThat(outcome(poll.get(0))).isInstanceOf(Answered.class);
  }

  @Test
  void unknownModel_isLookedUpOnce_andFails() {
    var poll = List.of(
        record(0, request("nobody", pair(1), null)), record(1, request("nobody", pair(1), null)));
    int before = models().view.catchUps();
    look(poll);
    var results = outcomes(poll);
    assertThat(failure(results.get(0)).code()).isEqualTo(FailureCode.UNKNOWN_MODEL);
    assertThat(failure(results.get(1)).reason()).isEqualTo("unknown model \"nobody\"");
    assertThat(models().view.catchUps()).isEqualTo(before + 1);
  }

  @Test
  void hugePoll_isReadAheadInPart_andTheRestComputedAlone() {
    var poll = List.of(doubling(0, 1), doubling(1, 2), doubling(2, 3));
    int twoRecords = poll.get(0).value().length * 2;
    ahead = ahead(new InferenceConfig(Duration.ofMillis(50), 100, 1 << 20, twoRecords, 1 << 20));
    look(poll);
    assertThat(outcomes(poll)).allMatch(Answered.class::isInstance);
    assertThat(statistics().misses()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1000000000,0", "0,2000000000000", "0,65537"})
  void placesOfAShapeWithoutElements_areLimited(String dims) {
    var shape =
        Shape.of(Arrays.stream(dims.split(",")).mapToLong(Long::parseLong).toArray());
    var poll = List.of(record(0, request("any", Tensors.floats("x", shape), null)));
    models().with("any", TestModels.doubling("batch", "length"));
    look(poll);
    var failure = failure(outcome(poll.get(0)));
    assertThat(failure.code()).isEqualTo(FailureCode.INVALID_INPUT);
    assertThat(failure.reason()).contains("\"x\"", shape.toString(), "no elements", "65536 places");
  }

  @Test
  void otherTopicsOfAPoll_areLeftAlone() {
    var other = new TopicPartition("commands", 0);
    ahead().lookAhead(new ConsumerRecords<>(Map.of(other, List.of(doubling(0, 1))), Map.of()));
    assertThat(outcome(doubling(0, 1))).isInstanceOf(Answered.class);
    assertThat(statistics().misses()).isEqualTo(1);
  }

  @Test
  void allOfABatch_areToldOnceItHasRun_failuresAndWhatIsLargeWhenTheyAreWritten() {
    var told = new ArrayList<InferenceResult>();
    ahead = ahead(InferenceConfig.DEFAULTS, new Early(told::add, 3 * 2 * Float.BYTES));
    var poll = List.of(doubling(0, 1), rows(1, 4), doubling(2, 3), lookup(3, 7));
    look(poll);
    var first = ahead().outcome(PARTITION, 0, () -> poll.get(0));
    assertThat(told).hasSize(2).startsWith(first.result());
    assertThat(first.told()).isTrue();
    assertThat(ahead().outcome(PARTITION, 1, () -> poll.get(1)).told()).isFalse();
    assertThat(ahead().outcome(PARTITION, 2, () -> poll.get(2)).told()).isTrue();
    var failed = ahead().outcome(PARTITION, 3, () -> poll.get(3));
    assertThat(failed.result()).isInstanceOf(Failed.class);
    assertThat(failed.told()).isFalse();
    assertThat(told).hasSize(2);
  }

  private BatchAhead ahead(InferenceConfig config) {
    return ahead(config, Early.NONE);
  }

  private BatchAhead ahead(InferenceConfig config, Early early) {
    var sessions = new Sessions(models().repository);
    new Preloading(models().catalog, sessions).start();
    var reader = new RequestReader(models().catalog, sessions, RequestReader.PATIENCE);
    return Requests.lookAhead(reader, config, early);
  }

  private BatchAhead ahead() {
    return java.util.Objects.requireNonNull(ahead);
  }

  private RecordedModels models() {
    return java.util.Objects.requireNonNull(models);
  }

  private BatchStatistics statistics() {
    return ahead().statistics();
  }

  private void look(List<ConsumerRecord<byte[], byte[]>> poll) {
    ahead().lookAhead(new ConsumerRecords<>(Map.of(PARTITION, poll), Map.of()));
  }

  private List<InferenceResult> outcomes(List<ConsumerRecord<byte[], byte[]>> poll) {
    var results = new ArrayList<InferenceResult>();
    poll.forEach(record -> results.add(outcome(record)));
    return results;
  }

  private InferenceResult outcome(ConsumerRecord<byte[], byte[]> record) {
    return ahead().outcome(PARTITION, record.offset(), () -> record).result();
  }

  private static Answered answer(InferenceResult result) {
    assertThat(result).isInstanceOf(Answered.class);
    return (Answered) result;
  }

  private static Failed failure(InferenceResult result) {
    assertThat(result).isInstanceOf(Failed.class);
    return (Failed) result;
  }

  private static ConsumerRecord<byte[], byte[]> doubling(long offset, float value) {
    return record(offset, request("double", pair(value), null));
  }

  private static ConsumerRecord<byte[], byte[]> rows(long offset, int rows) {
    return record(
        offset,
        request("double", Tensors.floats("x", Shape.of(rows, 2), new float[rows * 2]), null));
  }

  private static ConsumerRecord<byte[], byte[]> fixed(long offset, int rows) {
    return record(
        offset,
        request("fixed", Tensors.floats("x", Shape.of(rows, 2), new float[rows * 2]), null));
  }

  private static ConsumerRecord<byte[], byte[]> lookup(long offset, long index) {
    return record(offset, request("lookup", Tensors.longs("x", Shape.of(1), index), null));
  }
}
