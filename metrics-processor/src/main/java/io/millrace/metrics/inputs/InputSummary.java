package io.millrace.metrics.inputs;

import io.millrace.metrics.quality.DataQuality;
import io.millrace.metrics.quality.FieldCounts;
import io.millrace.metrics.quality.FieldRule;
import io.millrace.metrics.quality.QualityRules;
import io.millrace.metrics.state.StateBytes;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.model.inputs.InputSample;
import io.millrace.model.inputs.InputSchema;
import io.millrace.model.qoa.InputQuality;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The inputs of a window of a version. Parts of a window merge to the same in any order. Where the declaration changes
 * within a window only what was taken by the newest counts. Not for use by several threads.
 */
public final class InputSummary {
  private static final int VERSION = 1;

  private InputSchema schema;
  private DataQuality quality;
  private RowSample sample;
  private long requests;
  private long skipped;
  private long late;

  /** Of nothing yet. */
  public InputSummary(InputSchema schema) {
    this.schema = schema;
    this.quality = new DataQuality(rules(schema));
    this.sample = new RowSample(schema.columns().size());
  }

  private static QualityRules rules(InputSchema schema) {
    return QualityRules.of(schema.columns().stream()
        .map(column ->
            new FieldRule(column.name(), FieldRule.Kind.NUMBER, column.min(), column.max()))
        .toList());
  }

  /**
   * Takes the inputs of a request.
   *
   * @param partition in which its answer stands
   * @param offset of the answer there
   */
  public void add(InputSample of, int partition, long offset) {
    requests++;
    if (of.schema().revision() > schema.revision()) {
      restart(of.schema());
    }
    if (!of.schema().equals(schema)) {
      skipped += of.rows();
      return;
    }
    skipped += of.rows() - of.hashes().length;
    for (int row = 0; row < of.hashes().length; row++) {
      quality.add(named(of, row), of.hashes()[row]);
      long hash = RowSample.hash(partition, offset, row);
      if (sample.takes(hash)) {
        sample.add(hash, values(of, row));
      }
    }
  }

  /** Counts a request whose own window has closed. */
  public void addLate() {
    late++;
  }

  private void restart(InputSchema newer) {
    skipped += quality.rows();
    schema = newer;
    quality = new DataQuality(rules(newer));
    sample = new RowSample(newer.columns().size());
  }

  private Map<String, Double> named(InputSample of, int row) {
    var named = new HashMap<String, Double>();
    for (int i = 0; i < schema.columns().size(); i++) {
      named.put(schema.columns().get(i).name(), of.value(row, i));
    }
    return named;
  }

  private double[] values(InputSample of, int row) {
    var values = new double[schema.columns().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = of.value(row, i);
    }
    return values;
  }

  /** Takes all that another part of the window took. */
  public void merge(InputSummary other) {
    requests += other.requests;
    skipped += other.skipped;
    late += other.late;
    if (other.schema.revision() > schema.revision()) {
      restart(other.schema);
    }
    if (other.schema.equals(schema)) {
      quality.addAll(other.quality);
      sample.addAll(other.sample);
    } else {
      skipped += other.quality.rows();
    }
  }

  InputSchema schema() {
    return schema;
  }

  RowSample sample() {
    return sample;
  }

  /** How many rows were looked at. */
  public long rows() {
    return quality.rows();
  }

  /** What it came to. */
  public InputQuality quality(ModelName model, ModelVersion version, Instant start, Instant end) {
    var metrics = quality.metrics();
    return new InputQuality(
        model,
        version,
        start,
        end,
        requests,
        quality.rows(),
        skipped,
        late,
        Math.round(metrics.getOrDefault("total_duplicate", 0.0)),
        quality.isDuplicatesExact(),
        metrics,
        columns());
  }

  private List<InputQuality.Column> columns() {
    var fields = quality.fields();
    return schema.columns().stream()
        .map(column -> {
          var counts = fields.getOrDefault(column.name(), new FieldCounts(0, 0, 0, 0));
          return new InputQuality.Column(
              column.name(), counts.valid(), counts.none(), counts.outOfRange());
        })
        .toList();
  }

  public byte[] toBytes() {
    return StateBytes.write(VERSION, this::write);
  }

  private void write(DataOutput out) throws IOException {
    StateBytes.writeBytes(out, schema.toBytes());
    out.writeLong(requests);
    out.writeLong(skipped);
    out.writeLong(late);
    StateBytes.writeBytes(out, quality.toBytes());
    sample.write(out);
  }

  /** @throws IllegalArgumentException if the bytes are not what {@link #toBytes} wrote */
  public static InputSummary fromBytes(byte[] bytes) {
    return StateBytes.read("summary of inputs", bytes, VERSION, InputSummary::read);
  }

  private static InputSummary read(DataInput in) throws IOException {
    var summary = new InputSummary(InputSchema.fromBytes(StateBytes.readBytes(in)));
    summary.requests = in.readLong();
    summary.skipped = in.readLong();
    summary.late = in.readLong();
    summary.quality = DataQuality.fromBytes(rules(summary.schema), StateBytes.readBytes(in));
    summary.sample = RowSample.read(summary.schema.columns().size(), in);
    return summary;
  }
}
