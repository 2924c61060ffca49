package io.millrace.benchmarks.sketch;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketches;
import com.datadoghq.sketch.ddsketch.encoding.GrowingByteArrayOutput;
import io.millrace.model.qoa.QuantileSketch;
import io.millrace.model.qoa.Summary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;
import org.HdrHistogram.DoubleHistogram;

/** A kind of sketch: how to make one, and what can be done with it. */
record Contender<S>(
    String name,
    Supplier<S> empty,
    Insert<S> insert,
    Merge<S> merge,
    Quantile<S> quantile,
    Size<S> bytes) {

  /** As precise as they come at 1.1 %: DDSketch with 1 %, HdrHistogram with two digits. */
  static List<Contender<?>> all() {
    return List.of(
        new Contender<>(
            "QuantileSketch",
            QuantileSketch::new,
            QuantileSketch::add,
            QuantileSketch::merge,
            QuantileSketch::quantile,
            sketch -> sketch.toBytes().length),
        new Contender<>(
            "Summary",
            Summary::new,
            Summary::add,
            Summary::merge,
            Summary::quantile,
            summary -> summary.toBytes().length),
        new Contender<>(
            "DDSketch",
            () -> DDSketches.unboundedDense(0.01),
            DDSketch::accept,
            DDSketch::mergeWith,
            DDSketch::getValueAtQuantile,
            Contender::encodedSize),
        new Contender<>(
            "HdrHistogram",
            () -> new DoubleHistogram(2),
            DoubleHistogram::recordValue,
            DoubleHistogram::add,
            (histogram, q) -> histogram.getValueAtPercentile(100 * q),
            histogram -> histogram.encodeIntoByteBuffer(
                ByteBuffer.allocate(histogram.getNeededByteBufferCapacity()))));
  }

  private static int encodedSize(DDSketch sketch) {
    var out = GrowingByteArrayOutput.withDefaultInitialCapacity();
    try {
      sketch.encode(out, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.numWrittenBytes();
  }

  interface Insert<S> {
    void add(S sketch, double value);
  }

  interface Merge<S> {
    void merge(S into, S other);
  }

  interface Quantile<S> {
    double of(S sketch, double q);
  }

  interface Size<S> {
    int of(S sketch);
  }
}
