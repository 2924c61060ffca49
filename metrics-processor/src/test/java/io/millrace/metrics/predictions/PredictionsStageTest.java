package io.millrace.metrics.predictions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.Delivery;
import io.millrace.model.ModelFeedback;
import io.millrace.model.Shape;
import io.millrace.model.Tensor;
import io.millrace.model.qoa.AccuracyResult;
import io.millrace.model.qoa.ClassTally.Cell;
import io.millrace.model.qoa.Summary;
import io.millrace.model.qoa.WindowResult;
import io.millrace.model.qoa.WindowResult.Finality;
import io.millrace.topology.Mark;
import io.millrace.topology.serde.Tensors;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictionsStageTest {
  private static final long MINUTE = 60_000;
  private static final long NOW = 1_760_000_040_000L / MINUTE * MINUTE;
  private static final long HOUR = 60 * MINUTE;

  @TempDir
  Path folder;

  private @Nullable PredictionsDriver opened;

  @BeforeEach
  void open() {
    opened = new PredictionsDriver(folder);
  }

  @AfterEach
  void close() {
    stage().close();
  }

  private PredictionsDriver stage() {
    return Objects.requireNonNull(opened);
  }

  private static Tensor probabilities(double... ofOne) {
    var values = new float[2 * ofOne.length];
    for (int i = 0; i < ofOne.length; i++) {
      values[2 * i] = (float) (1 - ofOne[i]);
      values[2 * i + 1] = (float) ofOne[i];
    }
    return Tensors.floats("p", Shape.of(ofOne.length, 2), values);
  }

  private static String truth(String id, Object label) {
    return "{\"id\":\"%s\",\"label\":%s}".formatted(id, label);
  }

  /** The last result of each window. */
  private static List<AccuracyResult> newest(List<AccuracyResult> all) {
    var newest = new TreeMap<Instant, AccuracyResult>();
    all.forEach(one -> newest.put(one.start(), one));
    return List.copyOf(newest.values());
  }

  private static Map<String, Long> cells(AccuracyResult result) {
    var cells = new HashMap<String, Long>();
    for (Cell cell : result.classes().confusion()) {
      cells.put(cell.truth() + ">" + cell.predicted(), cell.count());
    }
    return cells;
  }

  @Test
  void truth_beforeOrAfterThePrediction_isCountedInThePredictionsWindow() {
    stage().declare(Duration.ofHours(1));
    stage().feedback("b", "{\"label\":0}", NOW);
    stage().answer("a", NOW + 1000, probabilities(0.9));
    stage().answer("b", NOW + 2000, probabilities(0.75));
    stage().answer("c", NOW + 3000, probabilities(0.2));
    stage().feedback(null, truth("a", 1), NOW + 20 * MINUTE);
    stage().mark(NOW + 21 * MINUTE);
    assertThat(newest(stage().accuracies())).singleElement().satisfies(result -> {
      assertThat(result.start()).isEqualTo(Instant.ofEpochMilli(NOW));
      assertThat(result.end()).isEqualTo(Instant.ofEpochMilli(NOW + MINUTE));
      assertThat(result.finality()).isEqualTo(Finality.PROVISIONAL);
      assertThat(result.predictions()).isEqualTo(3);
      assertThat(result.known()).isEqualTo(2);
      assertThat(cells(result)).isEqualTo(Map.of("1>1", 1L, "0>1", 1L));
      assertThat(result.metrics()).containsEntry("accuracy", 0.5);
      assertThat(result.metrics().get("log_loss"))
          .isCloseTo(-(Math.log(0.9) + Math.log(0.25)) / 2, within(1e-6));
    });
  }

  @Test
  void window_isFinalOnce_whenNoTruthCanComeAnyMore() {
    stage().declare(Duration.ofHours(1));
    stage().answer("a", NOW, probabilities(0.9));
    stage().feedback(null, truth("a", 1), NOW + 1000);
    stage().mark(NOW + HOUR + MINUTE - 1);
    assertThat(stage().accuracies())
        .isNotEmpty()
        .allSatisfy(result -> assertThat(result.finality()).isEqualTo(Finality.PROVISIONAL));
    stage().mark(NOW + HOUR + MINUTE + 2000);
    stage().mark(NOW + HOUR + MINUTE + 9000);
    stage().feedback(null, truth("a", 0), NOW + HOUR + MINUTE + 10_000);
    stage().mark(NOW + 3 * HOUR);
    assertThat(stage().accuracies())
        .filteredOn(result -> result.finality() == Finality.FINAL)
        .singleElement()
        .satisfies(result -> assertThat(cells(result)).isEqualTo(Map.of("1>1", 1L)));
  }

  @Test
  void timeStandsStill_whileOneInputIsBehind() {
    stage().declare(Duration.ofHours(1));
    stage().answer("a", NOW, probabilities(0.9));
    var mark = Mark.record("results", 0, NOW + 5 * HOUR);
    stage().result(mark.value(), mark.headers(), NOW + 5 * HOUR);
    stage().feedback(null, truth("a", 1), NOW + 10);
    stage().mark(NOW + 5 * HOUR + 1000);
    assertThat(newest(stage().accuracies())).singleElement().satisfies(result -> {
      assertThat(result.known()).isOne();
      assertThat(result.finality()).isEqualTo(Finality.FINAL);
    });
  }

  @Test
  void modelThatDeclaresNothing_isNotJoined() {
    stage().declare((ModelFeedback) null);
    stage().answer("a", NOW, probabilities(0.9));
    stage().feedback(null, truth("a", 1), NOW);
    stage().mark(NOW + HOUR);
    assertThat(stage().accuracies()).isEmpty();
  }

  @Test
  void numbers_haveTheirErrors() {
    stage().declare(new ModelFeedback(Duration.ofMinutes(5), true));
    stage().answer("a", NOW, Tensors.floats("y", Shape.of(2, 1), 1.5f, 4));
    stage().feedback(null, "{\"id\":\"a\",\"value\":[1,6]}", NOW);
    stage().mark(NOW + HOUR);
    assertThat(newest(stage().accuracies())).singleElement().satisfies(result -> {
      assertThat(result.metrics())
          .containsEntry("mae", 1.25)
          .containsEntry("mse", 2.125)
          .containsEntry("rmse", Math.sqrt(2.125))
          .doesNotContainKey("accuracy");
    });
  }

  @Test
  void unreadableFeedback_isADeadLetter_andStopsNothing() {
    stage().declare(Duration.ofHours(1));
    stage().feedback("k", "{\"label\":", NOW);
    stage().feedback(null, "{\"label\":1}", NOW);
    stage().feedback("k", "{\"label\":{\"a\":1}}", NOW);
    stage().feedback("k", "{\"label\":1,\"value\":2}", NOW);
    stage().feedback("k", "{\"value\":\"much\"}", NOW);
    assertThat(stage().reasons())
        .hasSize(5)
        .satisfiesExactly(
            reason -> assertThat(reason).startsWith("no JSON"),
            reason -> assertThat(reason).isEqualTo("\"id\" is missing: it names the request"),
            reason -> assertThat(reason).isEqualTo("\"label\": {\"a\":1} is no class"),
            reason -> assertThat(reason).contains("both"),
            reason -> assertThat(reason).isEqualTo("\"value\": \"much\" is no finite number"));
    stage().answer("a", NOW, probabilities(0.9));
    stage().feedback(null, truth("a", 1), NOW);
    stage().mark(NOW + MINUTE);
    assertThat(newest(stage().accuracies())).hasSize(1);
  }

  @Test
  void everyAnswer_countsInTheWindowsOfItsVersion_onceAllHaveClosed() {
    stage().declare((ModelFeedback) null);
    stage().answer("a", NOW, probabilities(0.9, 0.25));
    stage().answer("b", NOW + 1000, Delivery.JSON, probabilities(0.5));
    stage().answer("c", NOW + 2000, Tensors.floats("y", Shape.of(1, 1), 7));
    stage().result("rubbish".getBytes(UTF_8), new RecordHeaders(), NOW + 3000);
    stage().mark(NOW + MINUTE + 9999);
    assertThat(stage().windows()).isEmpty();
    stage().mark(NOW + MINUTE + 10_000);
    stage().mark(NOW + HOUR);
    var windows = new HashMap<String, WindowResult>();
    for (var window : stage().windows()) {
      assertThat(windows.put(window.seriesKey(), window)).isNull();
      assertThat(window.start()).isEqualTo(Instant.ofEpochMilli(NOW));
      assertThat(window.finality()).isEqualTo(Finality.FINAL);
    }
    assertThat(windows)
        .containsOnlyKeys(
            "millrace/pump/1/response_time",
            "millrace/pump/1/batch_size",
            "millrace/pump/1/confidence");
    assertThat(windows.get("millrace/pump/1/response_time"))
        .extracting(WindowResult::values)
        .isEqualTo(Summary.of(0.0015, 0.0015, 0.0015));
    assertThat(windows.get("millrace/pump/1/batch_size"))
        .extracting(WindowResult::values)
        .isEqualTo(Summary.of(4, 4, 4));
    assertThat(windows.get("millrace/pump/1/confidence"))
        .extracting(WindowResult::values)
        .isEqualTo(Summary.of(0.9f, 0.75, 0.5));
  }

  @Test
  void lateAnswer_isCountedAsSuch() {
    stage().declare((ModelFeedback) null);
    stage().mark(NOW + HOUR);
    stage().answer("late", NOW, probabilities(0.9));
    stage().answer("right", NOW + HOUR + 1, probabilities(0.9));
    stage().mark(NOW + 2 * HOUR);
    long late = 0;
    long counted = 0;
    for (var window : stage().windows()) {
      if (window.metric().equals("batch_size")) {
        late += window.late();
        counted += window.values().count();
      }
    }
    assertThat(late).isOne();
    assertThat(counted).isOne();
  }

  private record Event(long at, String id, @Nullable Integer label) {}

  /** Answers and truths in the order of time: truths before and after, some twice, some for nobody. */
  private static List<Event> events(Random random) {
    var events = new ArrayList<Event>();
    for (int i = 0; i < 600; i++) {
      long at = NOW + 700L * i + random.nextInt(600);
      events.add(new Event(at, "r" + i, null));
      int copies = random.nextInt(3);
      for (int copy = 0; copy < copies; copy++) {
        long told = at + random.nextInt(400_000) - 200_000;
        events.add(new Event(Math.max(NOW, told), "r" + i, i % 3 == 0 ? 1 : 0));
      }
      if (random.nextInt(10) == 0) {
        events.add(new Event(at, "nobody-" + i, 1));
      }
    }
    events.sort((a, b) -> Long.compare(a.at(), b.at()));
    return events;
  }

  private Map<Instant, String> run(int seed, int restartEvery) {
    stage().declare(Duration.ofHours(1));
    var events = events(new Random(seed));
    var all = new ArrayList<AccuracyResult>();
    var windows = new ArrayList<WindowResult>();
    for (int i = 0; i < events.size(); i++) {
      var event = events.get(i);
      if (event.label() == null) {
        int number = Integer.parseInt(event.id().substring(1));
        stage().answer(event.id(), event.at(), probabilities(number % 2 == 0 ? 0.8 : 0.3));
      } else {
        stage().feedback(null, truth(event.id(), event.label()), event.at());
      }
      if (i % restartEvery == restartEvery - 1) {
        all.addAll(stage().accuracies());
        windows.addAll(stage().windows());
        stage().restart();
      }
    }
    stage().mark(NOW + 3 * HOUR);
    all.addAll(stage().accuracies());
    windows.addAll(stage().windows());
    var finals = new TreeMap<Instant, String>();
    for (var result : all) {
      if (result.finality() == Finality.FINAL) {
        assertThat(finals.put(result.start(), result.toString())).isNull();
      }
    }
    windows.forEach(window -> finals.merge(
        window.start(), window.metric() + window.values() + window.late(), String::concat));
    return finals;
  }

  @Test
  void restarts_changeNothing() {
    var expected = run(4, Integer.MAX_VALUE);
    assertThat(expected)
        .hasSize(7)
        .allSatisfy((start, values) ->
            assertThat(values).contains("finality=FINAL", "response_time", "log_loss"));
    stage().close();
    opened = new PredictionsDriver(folder.resolve("again"));
    assertThat(run(4, 37)).isEqualTo(expected);
  }

  @Test
  void everyAnswerWithATruth_countsOnce() {
    var events = events(new Random(9));
    long expected = events.stream()
        .filter(event -> event.label() != null && event.id().startsWith("r"))
        .map(Event::id)
        .distinct()
        .count();
    stage().declare(Duration.ofHours(1));
    for (var event : events) {
      if (event.label() == null) {
        stage().answer(event.id(), event.at(), probabilities(0.8));
      } else {
        stage().feedback(null, truth(event.id(), event.label()), event.at());
      }
    }
    stage().mark(NOW + 3 * HOUR);
    var merged = AccuracyResult.merged(newest(stage().accuracies()));
    assertThat(merged.predictions()).isEqualTo(600);
    assertThat(merged.known()).isEqualTo(expected);
    assertThat(merged.finality()).isEqualTo(Finality.FINAL);
    assertThat(stage().stored("prediction-windows")).isLessThanOrEqualTo(2);
    assertThat(stage().stored("feedback-join")).isLessThan(6);
  }
}
