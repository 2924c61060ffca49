package io.millrace.metrics.inputs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.model.inputs.InputSample;
import io.millrace.model.inputs.InputSchema;
import io.millrace.model.qoa.InputQuality;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InputSummaryTest {
  private static final InputSchema SCHEMA = schema(1);

  private final Random random = new Random(5);

  private static InputSchema schema(long revision) {
    return new InputSchema(
        revision,
        100,
        List.of(
            new InputSchema.Column("a", false, 0.0, 1.0),
            new InputSchema.Column("b", false, null, null)));
  }

  private InputSample sample(InputSchema schema, int rows) {
    var hashes = new long[rows];
    var values = new double[2 * rows];
    for (int i = 0; i < rows; i++) {
      hashes[i] = random.nextInt(5000);
      values[2 * i] = random.nextInt(10) == 0 ? Double.NaN : random.nextDouble() * 1.25;
      values[2 * i + 1] = random.nextGaussian();
    }
    return new InputSample(schema, rows + 1, hashes, values);
  }

  private static InputQuality quality(InputSummary summary) {
    return summary.quality(
        new ModelName("pump"), new ModelVersion(1), Instant.EPOCH, Instant.EPOCH.plusSeconds(60));
  }

  @Test
  void parts_mergeToTheSame_inAnyOrder_andOverTheirBytes() {
    var whole = new InputSummary(SCHEMA);
    var parts = new ArrayList<InputSummary>();
    for (int part = 0; part < 7; part++) {
      var summary = new InputSummary(SCHEMA);
      for (int i = 0; i < 300; i++) {
        var sample = sample(SCHEMA, 1 + random.nextInt(3));
        summary.add(sample, part, i);
        whole.add(sample, part, i);
      }
      parts.add(InputSummary.fromBytes(summary.toBytes()));
    }
    for (int round = 0; round < 5; round++) {
      Collections.shuffle(parts, random);
      var merged = new InputSummary(SCHEMA);
      parts.forEach(merged::merge);
      assertThat(merged.toBytes()).isEqualTo(whole.toBytes());
    }
    assertThat(quality(whole).requests()).isEqualTo(2100);
    assertThat(quality(whole).skipped()).isEqualTo(2100);
  }

  @Test
  void newerDeclaration_replacesTheOlder_whicheverComesFirst() {
    var older = new InputSummary(SCHEMA);
    older.add(sample(SCHEMA, 4), 0, 0);
    var newer = new InputSummary(schema(2));
    newer.add(sample(schema(2), 3), 1, 0);
    var bytes = newer.toBytes();
    var one = InputSummary.fromBytes(older.toBytes());
    one.merge(newer);
    var other = InputSummary.fromBytes(bytes);
    other.merge(older);
    assertThat(other.toBytes()).isEqualTo(one.toBytes());
    assertThat(quality(one).rows()).isEqualTo(3);
    assertThat(quality(one).skipped()).isEqualTo(2 + 4);
    assertThat(quality(one).requests()).isEqualTo(2);
  }

  @Test
  void rowsForDrift_areBounded_andFair() {
    var sample = new RowSample(1);
    long firstHalf = 0;
    for (int i = 0; i < 100_000; i++) {
      sample.add(RowSample.hash(i % 4, i, 0), new double[] {i});
    }
    for (double value : sample.column(0)) {
      firstHalf += value < 50_000 ? 1 : 0;
    }
    assertThat(sample.size()).isEqualTo(RowSample.MOST_ROWS);
    // Of 1000 fair draws 500 ± 16; five deviations.
    assertThat(firstHalf).isBetween(420L, 580L);
    var wide = new RowSample(100);
    for (int i = 0; i < 2000; i++) {
      wide.add(RowSample.hash(0, i, 0), new double[100]);
    }
    assertThat(wide.size()).isEqualTo(RowSample.MOST_VALUES / 100);
  }
}
