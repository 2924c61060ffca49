package io.millrace.metrics.inputs;

import io.millrace.metrics.drift.CategoryCounts;
import io.millrace.metrics.drift.DriftMeasure;
import io.millrace.metrics.drift.DriftResult;
import io.millrace.metrics.drift.DriftTest;
import io.millrace.metrics.drift.FalseAlarms;
import io.millrace.metrics.drift.Sample;
import io.millrace.metrics.state.StateBytes;
import io.millrace.model.inputs.InputSchema;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares the inputs of a version with its first ones, column by column. The first windows are the reference, until they
 * have as many rows as were asked for; a new declaration begins a new one. To be given windows in the order of time.
 */
public final class InputDrift {
  /** A column whose reference holds no more different values than this is compared as one of categories. */
  static final int FEW_VALUES = 20;

  private static final int VERSION = 1;
  private static final List<DriftMeasure> OF_NUMBERS =
      List.of(DriftMeasure.PSI, DriftMeasure.KOLMOGOROV_SMIRNOV, DriftMeasure.JENSEN_SHANNON);
  private static final List<DriftMeasure> OF_CATEGORIES =
      List.of(DriftMeasure.PSI, DriftMeasure.CHI_SQUARE, DriftMeasure.JENSEN_SHANNON);

  private @Nullable InputSchema schema;
  private @Nullable RowSample reference;
  private long rows;

  /**
   * A column compared by one measure.
   *
   * @param reference values compared, of the reference
   * @param current values compared, of the window
   */
  public record Compared(String column, DriftResult result, long reference, long current) {}

  /** Takes a window; what the comparison came to, nothing while the reference is gathered. */
  public List<Compared> window(InputSummary summary) {
    var of = summary.schema();
    boolean isOlder = schema != null && of.revision() < schema.revision();
    if (summary.rows() == 0 || isOlder) {
      return List.of();
    }
    var known = reference;
    if (known == null || !of.equals(schema)) {
      schema = of;
      known = new RowSample(of.columns().size());
      reference = known;
      rows = 0;
    }
    if (rows < of.reference()) {
      known.addAll(summary.sample());
      rows += summary.rows();
      return List.of();
    }
    return compared(of, known, summary.sample());
  }

  private static List<Compared> compared(InputSchema schema, RowSample before, RowSample now) {
    // All tests of all columns together give no more false alarms than the stated rate.
    var test =
        new DriftTest(FalseAlarms.DEFAULTS.over(schema.columns().size() * OF_NUMBERS.size()));
    var compared = new ArrayList<Compared>();
    for (int i = 0; i < schema.columns().size(); i++) {
      var column = schema.columns().get(i);
      double[] reference = before.column(i);
      double[] current = now.column(i);
      boolean isCategory = column.category() || isFew(reference);
      for (var measure : isCategory ? OF_CATEGORIES : OF_NUMBERS) {
        var result = isCategory
            ? test.compare(measure, categories(reference), categories(current))
            : test.compare(measure, Sample.of(reference), Sample.of(current));
        compared.add(new Compared(column.name(), result, reference.length, current.length));
      }
    }
    return compared;
  }

  private static boolean isFew(double[] values) {
    return Arrays.stream(values).distinct().limit(FEW_VALUES + 1L).count() <= FEW_VALUES;
  }

  private static CategoryCounts categories(double[] values) {
    var counts = new TreeMap<String, Long>();
    for (double value : values) {
      counts.merge(Double.toString(value), 1L, Long::sum);
    }
    return new CategoryCounts(counts);
  }

  public byte[] toBytes() {
    return StateBytes.write(VERSION, this::write);
  }

  private void write(DataOutput out) throws IOException {
    boolean isBegun = schema != null && reference != null;
    out.writeBoolean(isBegun);
    if (schema != null && reference != null) {
      StateBytes.writeBytes(out, schema.toBytes());
      out.writeLong(rows);
      reference.write(out);
    }
  }

  /** @throws IllegalArgumentException if the bytes are not what {@link #toBytes} wrote */
  public static InputDrift fromBytes(byte[] bytes) {
    return StateBytes.read("drift of inputs", bytes, VERSION, InputDrift::read);
  }

  private static InputDrift read(DataInput in) throws IOException {
    var drift = new InputDrift();
    if (in.readBoolean()) {
      var schema = InputSchema.fromBytes(StateBytes.readBytes(in));
      drift.schema = schema;
      drift.rows = in.readLong();
      drift.reference = RowSample.read(schema.columns().size(), in);
    }
    return drift;
  }
}
