package io.millrace.metrics.inputs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.metrics.drift.DriftResult.Verdict;
import io.millrace.metrics.inputs.InputDrift.Compared;
import io.millrace.model.inputs.InputSample;
import io.millrace.model.inputs.InputSchema;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InputDriftTest {
  private static final int COLUMNS = 4;
  private static final InputSchema SCHEMA = new InputSchema(
      1,
      1000,
      IntStream.range(0, COLUMNS)
          .mapToObj(i -> new InputSchema.Column("c" + i, false, null, null))
          .toList());

  private final Random random = new Random(7);
  private long offset;

  private InputSummary window(int rows, double shift) {
    var summary = new InputSummary(SCHEMA);
    for (int i = 0; i < rows; i++) {
      var values = new double[COLUMNS];
      for (int c = 0; c < COLUMNS; c++) {
        values[c] = 1e9 + random.nextGaussian() + (c == 0 ? shift : 0);
      }
      summary.add(new InputSample(SCHEMA, 1, new long[] {offset}, values), 0, offset++);
    }
    return summary;
  }

  private static boolean isDrift(List<Compared> compared, String column) {
    return compared.stream()
        .anyMatch(one -> one.column().equals(column) && one.result().isDrift());
  }

  @Test
  void stationaryInputs_giveHardlyAnAlarm_overAllColumnsTogether() {
    var drift = new InputDrift();
    assertThat(drift.window(window(1000, 0))).isEmpty();
    int alarms = 0;
    for (int i = 0; i < 100; i++) {
      var compared = drift.window(window(200, 0));
      assertThat(compared).hasSize(3 * COLUMNS);
      alarms += compared.stream().anyMatch(one -> one.result().isDrift()) ? 1 : 0;
    }
    // One expected; more than five come once in 1700 such tests.
    assertThat(alarms).isLessThanOrEqualTo(5);
  }

  @Test
  void shiftOfHalfADeviation_isFound_ofValuesThatDifferInTheirNinthDigit() {
    var drift = new InputDrift();
    drift.window(window(1000, 0));
    int found = 0;
    for (int i = 0; i < 20; i++) {
      var again = InputDrift.fromBytes(drift.toBytes());
      var compared = again.window(window(1000, 0.5));
      found += isDrift(compared, "c0") ? 1 : 0;
    }
    assertThat(found).isEqualTo(20);
  }

  @Test
  void windowWithFewRows_isUnknown_andSaysWhy() {
    var drift = new InputDrift();
    drift.window(window(1000, 0));
    assertThat(drift.window(window(5, 0))).allSatisfy(one -> {
      assertThat(one.result().verdict()).isEqualTo(Verdict.UNKNOWN);
      assertThat(one.result().reason()).contains("1000 values in the reference and 5 now");
    });
  }
}
