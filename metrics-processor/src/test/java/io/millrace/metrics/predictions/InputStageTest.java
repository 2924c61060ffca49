package io.millrace.metrics.predictions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.model.Shape;
import io.millrace.model.Tensor;
import io.millrace.model.inputs.InputSample;
import io.millrace.model.inputs.InputSchema;
import io.millrace.model.qoa.DriftReport;
import io.millrace.model.qoa.DriftReport.Verdict;
import io.millrace.model.qoa.InputQuality;
import io.millrace.model.qoa.InputQuality.Column;
import io.millrace.model.qoa.WindowResult;
import io.millrace.topology.serde.Tensors;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputStageTest {
  private static final long MINUTE = 60_000;
  private static final long NOW = 1_760_000_040_000L / MINUTE * MINUTE;
  private static final Set<String> FIGURES =
      Set.of("completeness", "none_ratio", "out_of_range_ratio", "duplicate_ratio");
  private static final Tensor ANSWER = Tensors.floats("p", Shape.of(1, 2), 0.25f, 0.75f);

  @TempDir
  Path folder;

  private final Random random = new Random(3);
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

  private static InputSchema schema(long revision) {
    return new InputSchema(
        revision,
        600,
        List.of(
            new InputSchema.Column("speed", false, 1400.0, 1600.0),
            new InputSchema.Column("state", false, null, null)));
  }

  private static InputSample row(long revision, double speed, double state) {
    long hash = Double.hashCode(speed) * 31L + Double.hashCode(state);
    return new InputSample(schema(revision), 1, new long[] {hash}, new double[] {speed, state});
  }

  /** Three hundred answers to rows around a speed that varies by little. */
  private void minute(int minute, long revision, double speed) {
    for (int i = 0; i < 300; i++) {
      var row = row(revision, speed + 5 * random.nextGaussian(), random.nextInt(3));
      stage().answer("r", NOW + minute * MINUTE + i * 200L, row, ANSWER);
    }
  }

  private static List<DriftReport> of(List<DriftReport> all, String column, int minute) {
    return all.stream()
        .filter(report -> report.column().equals(column)
            && report.start().toEpochMilli() == NOW + minute * MINUTE)
        .toList();
  }

  @Test
  void qualityOfAWindow_isCountedByColumn_onceAndExactly_overRestarts() {
    double[][] rows = {
      {1500, 0}, {1500, 0}, {1700, 1}, {Double.NaN, 1}, {1400, Double.POSITIVE_INFINITY}, {1600, 2}
    };
    for (int i = 0; i < rows.length; i++) {
      stage().answer("r", NOW + i, row(1, rows[i][0], rows[i][1]), ANSWER);
      stage().restart();
    }
    stage().mark(NOW + 3 * MINUTE);
    assertThat(stage().qualities()).singleElement().satisfies(quality -> {
      assertThat(quality.key()).isEqualTo("pump/1");
      assertThat(quality.start().toEpochMilli()).isEqualTo(NOW);
      assertThat(quality.requests()).isEqualTo(6);
      assertThat(quality.rows()).isEqualTo(6);
      assertThat(quality.skipped()).isZero();
      assertThat(quality.duplicates()).isEqualTo(1);
      assertThat(quality.duplicatesExact()).isTrue();
      assertThat(quality.columns())
          .containsExactly(new Column("speed", 4, 1, 1), new Column("state", 5, 0, 1));
    });
    assertThat(stage().windows())
        .filteredOn(window -> FIGURES.contains(window.metric()))
        .extracting(WindowResult::stage, WindowResult::metric, w -> w.values().mean())
        .containsExactly(
            tuple("pump", "completeness", 100.0 * 11 / 12),
            tuple("pump", "none_ratio", 100.0 / 12),
            tuple("pump", "out_of_range_ratio", 200.0 / 12),
            tuple("pump", "duplicate_ratio", 100.0 / 6));
    stage().restart();
    stage().mark(NOW + 9 * MINUTE);
    assertThat(stage().qualities()).isEmpty();
  }

  @Test
  void inputThatShiftsByLittle_isDrift_byEachMeasure_andTheOthersAreNot() {
    for (int minute = 0; minute < 4; minute++) {
      minute(minute, 1, 1500);
      if (minute == 2) {
        stage().restart();
      }
    }
    minute(4, 1, 1503);
    stage().mark(NOW + 10 * MINUTE);
    var reports = stage().drifts();
    assertThat(of(reports, "input.speed", 0)).isEmpty();
    assertThat(of(reports, "input.speed", 1)).isEmpty();
    for (int minute = 2; minute < 4; minute++) {
      assertThat(of(reports, "input.speed", minute)).hasSize(3).allSatisfy(report -> {
        assertThat(report.verdict()).isEqualTo(Verdict.NONE);
        assertThat(report.reference()).isEqualTo(600);
        assertThat(report.current()).isEqualTo(300);
      });
    }
    assertThat(of(reports, "input.speed", 4))
        .allSatisfy(report -> assertThat(report.verdict()).isEqualTo(Verdict.DRIFT))
        .extracting(DriftReport::test)
        .containsExactly("psi", "kolmogorov_smirnov", "jensen_shannon");
    assertThat(of(reports, "input.state", 4))
        .allSatisfy(report -> assertThat(report.verdict()).isEqualTo(Verdict.NONE))
        .extracting(DriftReport::test)
        .containsExactly("psi", "chi_square", "jensen_shannon");
  }

  @Test
  void qualityOfAWindow_isAValueForContracts_thatLookAtIt() {
    stage().contract("""
        {"objectives": [{"name": "whole", "metric": "completeness", "operator": ">=", "value": 99}]}""");
    stage().answer("r", NOW, row(1, 1500, Double.NaN), ANSWER);
    stage().mark(NOW + 3 * MINUTE);
    assertThat(stage().samples()).singleElement().satisfies(sample -> {
      assertThat(sample.application()).isEqualTo("millrace");
      assertThat(sample.stage()).isEqualTo("pump");
      assertThat(sample.instance()).isEqualTo("1");
      assertThat(sample.metric()).isEqualTo("completeness");
      assertThat(sample.value()).isEqualTo(50);
      assertThat(sample.time()).isEqualTo(NOW + 3 * MINUTE);
    });
  }

  @Test
  void newDeclaration_beginsANewReference() {
    minute(0, 1, 1500);
    minute(1, 1, 1500);
    minute(2, 2, 1550);
    minute(3, 2, 1550);
    minute(4, 2, 1550);
    stage().mark(NOW + 10 * MINUTE);
    var reports = stage().drifts();
    assertThat(of(reports, "input.speed", 2)).isEmpty();
    assertThat(of(reports, "input.speed", 3)).isEmpty();
    assertThat(of(reports, "input.speed", 4))
        .hasSize(3)
        .allSatisfy(report -> assertThat(report.verdict()).isEqualTo(Verdict.NONE));
  }

  @Test
  void sampleThatCannotBeRead_countsNowhere_oneThatIsLate_asLate_theirAnswersDo() {
    stage().answer("a", NOW, new byte[] {1, 2, 3}, ANSWER);
    stage().answer("b", NOW + 1, row(1, 1500, 0), ANSWER);
    stage().mark(NOW + 3 * MINUTE);
    stage().answer("c", NOW + 2, row(1, 1500, 0), ANSWER);
    stage().mark(NOW + 9 * MINUTE);
    assertThat(stage().qualities())
        .extracting(InputQuality::requests, InputQuality::rows, InputQuality::late)
        .containsExactly(tuple(1L, 1L, 0L), tuple(0L, 0L, 1L));
    assertThat(stage().drifts()).isEmpty();
    assertThat(stage().windows())
        .filteredOn(window -> window.metric().equals("response_time"))
        .extracting(window -> window.values().count(), WindowResult::late)
        .containsExactly(tuple(2L, 0L), tuple(0L, 1L));
  }

  @Test
  void manySamples_takeABoundedPlace_andAllOfThemCount() {
    for (int i = 0; i < 3000; i++) {
      stage().answer("r", NOW + i, row(1, i, i), ANSWER);
    }
    assertThat(stage().stored("result-windows")).isLessThan(1024 + 300);
    stage().restart();
    stage().mark(NOW + 9 * MINUTE);
    assertThat(stage().qualities())
        .singleElement()
        .satisfies(quality -> assertThat(quality.rows()).isEqualTo(3000));
  }
}
