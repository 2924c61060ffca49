package io.millrace.inference;

import static io.millrace.inference.Requests.PARTITION;
import static io.millrace.inference.Requests.pair;
import static io.millrace.inference.Requests.record;
import static io.millrace.inference.Requests.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.inference.onnx.TestModels;
import io.millrace.model.InferenceResult;
import io.millrace.model.InferenceResult.Answered;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** Looking ahead at requests whose model is not loaded, or not any more when they are reached. */
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class UnloadedAheadTest {
  private static final long ROUNDS = 200;

  @TempDir
  Path folder;

  private @Nullable RecordedModels models;
  private @Nullable GatedRepository repository;
  private @Nullable Sessions sessions;
  private @Nullable BatchAhead ahead;

  @BeforeEach
  void open() {
    models = new RecordedModels(folder).with("double", TestModels.doubling("batch", 2));
    repository = new GatedRepository(models.repository);
    sessions = new Sessions(repository);
    new Preloading(models.catalog, sessions).start();
    ahead = Requests.lookAhead(
        new RequestReader(models.catalog, sessions, RequestReader.PATIENCE),
        InferenceConfig.DEFAULTS,
        Early.NONE);
  }

  @AfterEach
  void close() {
    sessions().close();
  }

  @Test
  void modelUnloadedBetweenTheLookAndTheRun_isLoadedAgain() {
    var poll = List.of(doubling(0), doubling(1));
    look(poll);
    unload();
    assertThat(poll).allSatisfy(record -> assertAnswered(outcome(record)));
  }

  @Test
  void modelUnloadedAgainAndAgainWhileItIsAsked_answersAll() {
    var isDone = new AtomicBoolean();
    var unloading = CompletableFuture.runAsync(() -> {
      while (!isDone.get()) {
        unload();
      }
    });
    try {
      for (long round = 0; round < ROUNDS; round++) {
        var poll = List.of(doubling(2 * round), doubling(2 * round + 1));
        look(poll);
        assertThat(poll).allSatisfy(record -> assertAnswered(outcome(record)));
      }
    } finally {
      isDone.set(true);
      unloading.join();
    }
  }

  @Test
  void versionThatIsNotLoaded_doesNotHoldUpTheLook_norWhatStandsBeforeIt() {
    Objects.requireNonNull(repository).shut("late", 1);
    Objects.requireNonNull(models).with("late", TestModels.doubling("batch", 2));
    var late = record(1, request("late", pair(2), null));

    look(List.of(doubling(0), late, doubling(2)));
    assertAnswered(outcome(doubling(0)));

    Objects.requireNonNull(repository).open("late", 1);
    assertAnswered(outcome(late));
    assertAnswered(outcome(doubling(2)));
    assertThat(ahead().statistics()).isEqualTo(new BatchStatistics(2, 3, 3, 1, 0));
  }

  private void unload() {
    long later = System.nanoTime() + Duration.ofHours(1).toNanos();
    sessions().unloadIdle(later, Duration.ofMinutes(1), (model, version) -> false);
  }

  private void look(List<ConsumerRecord<byte[], byte[]>> poll) {
    ahead().lookAhead(new ConsumerRecords<>(Map.of(PARTITION, poll), Map.of()));
  }

  private InferenceResult outcome(ConsumerRecord<byte[], byte[]> record) {
    return ahead().outcome(PARTITION, record.offset(), () -> record).result();
  }

  private static void assertAnswered(InferenceResult result) {
    assertThat(result).isInstanceOf(Answered.class);
  }

  private static ConsumerRecord<byte[], byte[]> doubling(long offset) {
    return record(offset, request("double", pair(1), null));
  }

  private BatchAhead ahead() {
    return Objects.requireNonNull(ahead);
  }

  private Sessions sessions() {
    return Objects.requireNonNull(sessions);
  }
}
