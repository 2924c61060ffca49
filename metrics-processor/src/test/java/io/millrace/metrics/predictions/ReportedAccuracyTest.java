package io.millrace.metrics.predictions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.qoa.AccuracyResult;
import io.millrace.model.qoa.ReportedAnswer;
import io.millrace.model.qoa.WindowResult.Finality;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers that applications report, beside their truth. */
class ReportedAccuracyTest {
  private static final long MINUTE = 60_000;
  private static final long NOW = 1_760_000_040_000L / MINUTE * MINUTE;
  private static final long LONG_AGO = NOW - 300L * 86_400_000;
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

  private static ReportedAnswer answer(String stage, String id, long time, Object prediction) {
    return answer(stage, id, time, prediction, null, time < NOW - HOUR);
  }

  private static ReportedAnswer answer(
      String stage,
      String id,
      long time,
      Object prediction,
      @Nullable String truth,
      boolean ownTime) {
    return new ReportedAnswer(
        "cctv", stage, "i", id, time, prediction, truth, HOUR, false, ownTime);
  }

  private void truth(String id, String label, long at) {
    stage().feedback(null, "{\"id\":\"%s\",\"label\":\"%s\"}".formatted(id, label), at);
  }

  /** The last result of each window of each stage. */
  private static Map<String, AccuracyResult> newest(List<AccuracyResult> all) {
    var newest = new TreeMap<String, AccuracyResult>();
    all.forEach(one -> newest.put("%s %s".formatted(one.model(), one.start()), one));
    return newest;
  }

  private static AccuracyResult of(Map<String, AccuracyResult> found, String stage, long start) {
    return Objects.requireNonNull(
        found.get("%s %s".formatted(stage, Instant.ofEpochMilli(start))), stage);
  }

  @Test
  void answersOfLongAgo_countInTheWindowsOfTheirOwnTime_withTruthsToldNow() {
    truth("b", "fall", NOW);
    stage().reported(answer("ensemble", "a", LONG_AGO, Map.of("fall", 0.7, "walk", 0.3)), NOW);
    stage().reported(answer("ensemble", "b", LONG_AGO + MINUTE, "walk"), NOW + 1);
    stage().restart();
    stage().reported(answer("ensemble", "c", LONG_AGO + 5, "walk"), NOW + 2);
    truth("a", "fall", NOW + 10 * MINUTE);
    stage().mark(NOW + 10 * MINUTE + 1000);
    var found = newest(stage().accuracies());
    assertThat(found).hasSize(2).allSatisfy((name, one) -> {
      assertThat(one.application()).isEqualTo("cctv");
      assertThat(one.version()).isNull();
      assertThat(one.key()).isEqualTo("cctv/ensemble");
      assertThat(one.finality()).isEqualTo(Finality.PROVISIONAL);
      assertThat(one.known()).isEqualTo(1);
    });
    assertThat(of(found, "ensemble", LONG_AGO).predictions()).isEqualTo(2);
    assertThat(of(found, "ensemble", LONG_AGO).metrics()).containsEntry("accuracy", 1.0);
    assertThat(of(found, "ensemble", LONG_AGO + MINUTE).metrics()).containsEntry("accuracy", 0.0);
    truth("c", "fall", NOW + 50 * MINUTE);
    stage().mark(NOW + HOUR + 2 * MINUTE);
    assertThat(newest(stage().accuracies()).values()).allSatisfy(one -> {
      assertThat(one.finality()).isEqualTo(Finality.FINAL);
    });
    assertThat(stage().stored("prediction-windows")).isLessThanOrEqualTo(3);
  }

  @Test
  void stagesOfOneRequest_areAllComparedWithItsTruth() {
    stage().reported(answer("model-1", "q", NOW, "fall"), NOW);
    stage().reported(answer("model-2", "q", NOW, "walk"), NOW);
    truth("q", "fall", NOW + 1000);
    stage().reported(answer("ensemble", "q", NOW + 500, "fall"), NOW + 2000);
    stage().reported(answer("ensemble", "q", NOW + 500, "walk"), NOW + 3000);
    stage().mark(NOW + 5000);
    var found = newest(stage().accuracies());
    assertThat(found.values()).allSatisfy(one -> assertThat(one.predictions()).isEqualTo(1));
    assertThat(of(found, "model-1", NOW).metrics()).containsEntry("accuracy", 1.0);
    assertThat(of(found, "model-2", NOW).metrics()).containsEntry("accuracy", 0.0);
    assertThat(of(found, "ensemble", NOW).metrics()).containsEntry("accuracy", 1.0);
  }

  @Test
  void answerAfterItsWindowAndGrace_countsNowhere_soThatFinalResultsStay() {
    stage().reported(answer("s", "a", NOW, "fall"), NOW + 70_000);
    stage().reported(answer("s", "late", NOW, "fall"), NOW + 70_001);
    truth("late", "fall", NOW + 71_000);
    stage().mark(NOW + 80_000);
    assertThat(newest(stage().accuracies()).values()).singleElement().satisfies(one -> {
      assertThat(one.predictions()).isEqualTo(1);
      assertThat(one.known()).isZero();
    });
  }

  @Test
  void truthThatTheReportItselfTells_counts() {
    stage().reported(answer("s", "a", NOW, "fall", "fall", false), NOW);
    stage().reported(answer("s", "b", NOW, "fall", "walk", false), NOW);
    stage().mark(NOW + 2000);
    assertThat(newest(stage().accuracies()).values())
        .singleElement()
        .satisfies(one -> assertThat(one.metrics()).containsEntry("accuracy", 0.5));
  }

  @Test
  void modelsOfMillrace_andReports_doNotMix() {
    stage().declare(Duration.ofHours(1));
    stage().reported(answer("pump", "x", NOW, 1.0), NOW);
    stage().reported(answer("pump", "y", NOW, List.of(1.0, 2.0)), NOW);
    truth("x", "1", NOW + 1);
    stage().mark(NOW + 2000);
    assertThat(stage().accuracies())
        .isNotEmpty()
        .allSatisfy(one -> assertThat(one.application()).isEqualTo("cctv"));
    assertThat(stage().drifts()).isEmpty();
  }

  @Test
  void stagesWithoutNumber_countTogetherWhereThereIsNoRoomForMore() {
    for (int i = 0; i < AccuracyWindows.MOST_OPEN + 5; i++) {
      stage().reported(answer("stage-" + i, "q" + i, NOW, "fall"), NOW);
    }
    truth("q" + (AccuracyWindows.MOST_OPEN + 1), "fall", NOW);
    stage().mark(NOW + 2000);
    var found = newest(stage().accuracies());
    assertThat(found).hasSize(AccuracyWindows.MOST_OPEN + 1);
    var others = of(found, AccuracyWindows.OTHER, NOW);
    assertThat(others.predictions()).isEqualTo(5);
    assertThat(others.known()).isEqualTo(1);
  }

  @Test
  void whatIsNoAnswer_isPassedOver() {
    var junk = new ArrayList<String>(List.of(
        "", "{", "[]", "{\"application\":\"a\"}", "{\"time\":-1,\"within\":0,\"id\":\"\"}"));
    junk.forEach(text -> stage().reported(text.getBytes(UTF_8), new RecordHeaders(), NOW));
    stage().reported(null, new RecordHeaders(), NOW);
    stage().reported(answer("s", "a", NOW, Map.of("x", List.of(1))), NOW);
    stage().mark(NOW + 1000);
    assertThat(stage().accuracies()).isEmpty();
  }
}
