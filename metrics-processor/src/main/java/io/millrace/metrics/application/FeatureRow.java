package io.millrace.metrics.application;

import io.millrace.metrics.window.Sample;
import io.millrace.model.application.StreamConfig.Aggregate;
import io.millrace.model.application.StreamConfig.Metric;
import io.millrace.model.qoa.BinaryReader;
import io.millrace.model.qoa.BinaryWriter;

/** The values of one report as far as they have come: of each metric its count, sum, least and greatest. */
final class FeatureRow {
  private final long time;
  private final String source;
  private final Cell[] cells;

  private static final class Cell {
    private long count;
    private double sum;
    private double min = Double.NaN;
    private double max = Double.NaN;

    void add(double value) {
      if (Double.isFinite(value)) {
        min = count == 0 ? value : Math.min(min, value);
        max = count == 0 ? value : Math.max(max, value);
        sum += value;
        count++;
      }
    }

    double value(Aggregate aggregate) {
      if (count == 0) {
        return Double.NaN;
      }
      return switch (aggregate) {
        case MEAN -> sum / count;
        case MAX -> max;
        case MIN -> min;
        case SUM -> sum;
      };
    }
  }

  FeatureRow(long time, String source, int features) {
    this.time = time;
    this.source = source;
    this.cells = new Cell[features];
    for (int i = 0; i < features; i++) {
      cells[i] = new Cell();
    }
  }

  long time() {
    return time;
  }

  String source() {
    return source;
  }

  void add(FeatureSet features, Sample sample) {
    for (int i = 0; i < cells.length; i++) {
      if (FeatureSet.is(features.metrics().get(i), sample)) {
        cells[i].add(sample.value());
      }
    }
  }

  /** One value a metric; NaN where none has come. */
  double[] values(FeatureSet features) {
    var values = new double[cells.length];
    for (int i = 0; i < cells.length; i++) {
      Metric metric = features.metrics().get(i);
      values[i] = cells[i].value(metric.aggregate());
    }
    return values;
  }

  byte[] toBytes() {
    var out = new BinaryWriter().writeUnsigned(time).writeText(source);
    for (var cell : cells) {
      out.writeUnsigned(cell.count)
          .writeDouble(cell.sum)
          .writeDouble(cell.min)
          .writeDouble(cell.max);
    }
    return out.toBytes();
  }

  static FeatureRow of(byte[] bytes, int features) {
    var in = new BinaryReader(bytes);
    var row = new FeatureRow(in.readUnsigned(), in.readText(), features);
    for (var cell : row.cells) {
      cell.count = in.readUnsigned();
      cell.sum = in.readDouble();
      cell.min = in.readDouble();
      cell.max = in.readDouble();
    }
    in.expectEnd();
    return row;
  }
}
