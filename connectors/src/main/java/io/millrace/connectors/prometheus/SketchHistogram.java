package io.millrace.connectors.prometheus;

import io.millrace.model.qoa.QuantileSketch;
import io.millrace.model.qoa.Summary;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.NativeHistogramBuckets;
import java.util.ArrayList;

/**
 * Summaries as Prometheus' histograms. The buckets of a sketch are those of a native histogram of the same scale, one by
 * one. The classic buckets end at powers of two, which are borders of the sketch, so that their counts are exact too.
 */
final class SketchHistogram {
  private static final int LEAST_POWER = -10;
  private static final int GREATEST_POWER = 14;
  private static final int PER_OCTAVE = 1 << QuantileSketch.SCALE;

  private SketchHistogram() {}

  static HistogramDataPointSnapshot of(Summary values, Labels labels) {
    var sketch = values.sketch();
    var positive = NativeHistogramBuckets.builder();
    var negative = NativeHistogramBuckets.builder();
    sketch.positiveBuckets((index, count) -> positive.bucket(index, count));
    sketch.negativeBuckets((index, count) -> negative.bucket(index, count));
    return new HistogramDataPointSnapshot(
        classic(sketch),
        QuantileSketch.SCALE,
        sketch.zeros(),
        0,
        positive.build(),
        negative.build(),
        values.sum(),
        labels,
        Exemplars.EMPTY,
        0);
  }

  private static ClassicHistogramBuckets classic(QuantileSketch sketch) {
    var counts = new long[GREATEST_POWER - LEAST_POWER + 2];
    counts[0] = sketch.zeros();
    sketch.negativeBuckets((index, count) -> counts[0] += count);
    sketch.positiveBuckets((index, count) -> counts[place(index)] += count);
    var bounds = new ArrayList<Double>();
    var numbers = new ArrayList<Number>();
    for (int i = 0; i < counts.length; i++) {
      bounds.add(
          i == counts.length - 1 ? Double.POSITIVE_INFINITY : Math.scalb(1.0, LEAST_POWER + i));
      numbers.add(counts[i]);
    }
    return ClassicHistogramBuckets.of(bounds, numbers);
  }

  // Bucket i ends at 2^(i/32): the first power of two that is not below it.
  private static int place(int index) {
    int power = Math.floorDiv(index + PER_OCTAVE - 1, PER_OCTAVE);
    return Math.min(GREATEST_POWER + 1, Math.max(LEAST_POWER, power)) - LEAST_POWER;
  }
}
