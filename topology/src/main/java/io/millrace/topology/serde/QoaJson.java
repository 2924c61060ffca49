package io.millrace.topology.serde;

import io.millrace.model.qoa.QuantileSketch;
import io.millrace.model.qoa.Summary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.module.SimpleModule;

/** Sketches and summaries as JSON: for people to read, and whole enough to be merged again to the last bit. */
final class QoaJson {
  private static final Map<String, Double> QUANTILES = quantiles();

  private QoaJson() {}

  private static Map<String, Double> quantiles() {
    var all = new LinkedHashMap<String, Double>();
    for (double q : new double[] {0.5, 0.9, 0.95, 0.99, 0.999}) {
      all.put(String.valueOf(q), q);
    }
    return all;
  }

  /** Adds the forms to a module. */
  static SimpleModule addTo(SimpleModule module) {
    return module
        .addSerializer(QuantileSketch.class, new Writer<>(SketchForm::of))
        .addDeserializer(QuantileSketch.class, new Reader<>(SketchForm.class, SketchForm::sketch))
        .addSerializer(Summary.class, new Writer<>(SummaryForm::of))
        .addDeserializer(Summary.class, new Reader<>(SummaryForm.class, SummaryForm::summary));
  }

  /**
   * A sketch.
   *
   * @param scale buckets of a factor of two are 2 to the power of this
   * @param positive index and count of each bucket above zero, upwards
   * @param negative the same of the magnitudes below zero
   * @param collapsed whose smallest magnitudes are counted in a bucket above theirs
   */
  record SketchForm(
      int scale,
      long zeros,
      @Nullable List<long[]> positive,
      @Nullable List<long[]> negative,
      @Nullable List<String> collapsed) {

    private static final String POSITIVE = "positive";
    private static final String NEGATIVE = "negative";

    static SketchForm of(QuantileSketch sketch) {
      var positive = new ArrayList<long[]>();
      var negative = new ArrayList<long[]>();
      var collapsed = new ArrayList<String>();
      sketch.positiveBuckets((index, count) -> positive.add(new long[] {index, count}));
      sketch.negativeBuckets((index, count) -> negative.add(new long[] {index, count}));
      if (sketch.isPositiveCollapsed()) {
        collapsed.add(POSITIVE);
      }
      if (sketch.isNegativeCollapsed()) {
        collapsed.add(NEGATIVE);
      }
      return new SketchForm(QuantileSketch.SCALE, sketch.zeros(), positive, negative, collapsed);
    }

    QuantileSketch sketch() {
      if (scale != QuantileSketch.SCALE) {
        throw new IllegalArgumentException(
            "sketch of scale %d; this one reads %d".formatted(scale, QuantileSketch.SCALE));
      }
      var builder = new QuantileSketch.Builder().zeros(zeros);
      for (var bucket : orNone(positive)) {
        builder.positive(pair(bucket)[0], bucket[1]);
      }
      for (var bucket : orNone(negative)) {
        builder.negative(pair(bucket)[0], bucket[1]);
      }
      return builder
          .positiveCollapsed(orNone(collapsed).contains(POSITIVE))
          .negativeCollapsed(orNone(collapsed).contains(NEGATIVE))
          .build();
    }

    private static <T> List<T> orNone(@Nullable List<T> list) {
      return list == null ? List.of() : list;
    }

    private static long[] pair(long @Nullable [] bucket) {
      if (bucket == null || bucket.length != 2) {
        throw new IllegalArgumentException("a bucket of a sketch is not [index, count]");
      }
      return bucket;
    }
  }

  /**
   * A summary. What is no finite number (of nothing, or a sum above the greatest double) is null.
   *
   * @param quantiles by their q; only written
   * @param exact extremes and sums in compact form; the plain numbers beside it are only written
   */
  record SummaryForm(
      long count,
      @Nullable Double sum,
      @Nullable Double min,
      @Nullable Double max,
      @Nullable Double mean,
      @Nullable Double deviation,
      @Nullable Map<String, @Nullable Double> quantiles,
      @Nullable QuantileSketch sketch,
      byte @Nullable [] exact) {

    static SummaryForm of(Summary summary) {
      var quantiles = new LinkedHashMap<String, @Nullable Double>();
      QUANTILES.forEach((name, q) -> quantiles.put(name, finite(summary.quantile(q))));
      return new SummaryForm(
          summary.count(),
          finite(summary.sum()),
          finite(summary.min()),
          finite(summary.max()),
          finite(summary.mean()),
          finite(summary.deviation()),
          quantiles,
          summary.sketch(),
          summary.momentsToBytes());
    }

    private static @Nullable Double finite(double value) {
      return Double.isFinite(value) ? value : null;
    }

    Summary summary() {
      if (sketch == null || exact == null) {
        throw new IllegalArgumentException("a summary has no \"sketch\" or no \"exact\"");
      }
      return Summary.fromMoments(sketch, exact);
    }
  }

  private interface Convert<A, B> {
    B apply(A value);
  }

  private static final class Writer<T> extends ValueSerializer<T> {
    private final Convert<T, Object> form;

    Writer(Convert<T, Object> form) {
      this.form = form;
    }

    @Override
    public void serialize(T value, JsonGenerator out, SerializationContext context) {
      context.writeValue(out, form.apply(value));
    }
  }

  private static final class Reader<F, T> extends ValueDeserializer<T> {
    private final Class<F> form;
    private final Convert<F, T> value;

    Reader(Class<F> form, Convert<F, T> value) {
      this.form = form;
      this.value = value;
    }

    @Override
    public T deserialize(JsonParser in, DeserializationContext context) {
      var read = context.readValue(in, form);
      try {
        return value.apply(read);
      } catch (IllegalArgumentException e) {
        throw DatabindException.from(in, e.getMessage(), e);
      }
    }
  }
}
