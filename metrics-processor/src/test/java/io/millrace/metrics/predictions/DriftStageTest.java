package io.millrace.metrics.predictions;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.ModelDrift;
import io.millrace.model.ModelFeedback;
import io.millrace.model.Shape;
import io.millrace.model.qoa.DriftReport;
import io.millrace.model.qoa.DriftReport.Verdict;
import io.millrace.topology.serde.Tensors;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriftStageTest {
  private static final long MINUTE = 60_000;
  private static final long NOW = 1_760_000_040_000L / MINUTE * MINUTE;

  @TempDir
  Path folder;

  private final Random random = new Random(3);

  /** Three hundred answers within a minute, as sure as from {@code least} to 1. */
  private void minute(PredictionsDriver stage, int minute, double least) {
    for (int i = 0; i < 300; i++) {
      float p = (float) (least + (1 - least) * random.nextDouble());
      stage.answer(
          "r-" + minute + "-" + i,
          NOW + minute * MINUTE + i * 200L,
          Tensors.floats("p", Shape.of(1, 2), 1 - p, p));
    }
  }

  private static List<DriftReport> of(List<DriftReport> all, String column, int minute) {
    return all.stream()
        .filter(report -> report.column().equals(column)
            && report.start().toEpochMilli() == NOW + minute * MINUTE)
        .toList();
  }

  @Test
  void confidencesThatChange_areDrift_byEachMeasure_andThoseThatDoNot_areNone() {
    try (var stage = new PredictionsDriver(folder)) {
      stage.declare(null, new ModelDrift(600));
      for (int minute = 0; minute < 4; minute++) {
        minute(stage, minute, 0.6);
        if (minute == 1) {
          stage.restart();
        }
      }
      minute(stage, 4, 0.9);
      stage.mark(NOW + 10 * MINUTE);
      var reports = stage.drifts();
      assertThat(of(reports, "confidence", 0)).isEmpty();
      assertThat(of(reports, "confidence", 1)).isEmpty();
      for (int minute = 2; minute < 4; minute++) {
        assertThat(of(reports, "confidence", minute)).hasSize(3).allSatisfy(report -> {
          assertThat(report.verdict()).isEqualTo(Verdict.NONE);
          assertThat(report.reference()).isEqualTo(600);
          assertThat(report.current()).isEqualTo(300);
        });
      }
      assertThat(of(reports, "confidence", 4))
          .allSatisfy(report -> assertThat(report.verdict()).isEqualTo(Verdict.DRIFT))
          .extracting(DriftReport::test)
          .containsExactly("psi", "kolmogorov_smirnov", "jensen_shannon");
    }
  }

  @Test
  void modelThatDeclaresNoDrift_isNotWatched() {
    try (var stage = new PredictionsDriver(folder)) {
      stage.declare((@Nullable ModelFeedback) null);
      minute(stage, 0, 0.6);
      minute(stage, 1, 0.99);
      stage.mark(NOW + 10 * MINUTE);
      assertThat(stage.drifts()).isEmpty();
    }
  }

  @Test
  void accuracyThatFalls_isFound_notBefore() {
    try (var stage = new PredictionsDriver(folder)) {
      stage.declare(new ModelFeedback(Duration.ofSeconds(1), false), new ModelDrift(30));
      for (int minute = 0; minute < 120; minute++) {
        for (int i = 0; i < 10; i++) {
          var id = "r-" + minute + "-" + i;
          long at = NOW + minute * MINUTE + i * 100L;
          boolean isRight = minute < 40 ? i > 0 : i > 7;
          stage.answer(id, at, Tensors.floats("p", Shape.of(1, 2), 0.25f, 0.75f));
          stage.feedback(null, "{\"id\":\"%s\",\"label\":%d}".formatted(id, isRight ? 1 : 0), at);
        }
        stage.mark(NOW + minute * MINUTE + 59_000);
      }
      stage.mark(NOW + 130 * MINUTE);
      var changes = stage.drifts().stream()
          .filter(report -> report.column().equals("accuracy"))
          .collect(Collectors.partitioningBy(
              report -> report.verdict() == Verdict.DRIFT,
              Collectors.mapping(
                  report -> (report.start().toEpochMilli() - NOW) / MINUTE, Collectors.toList())));
      assertThat(changes.get(false)).contains(0L, 39L);
      assertThat(changes.get(true)).isNotEmpty().allMatch(minute -> minute >= 40);
    }
  }
}
