package io.millrace.benchmarks.drift;

import io.millrace.metrics.drift.CategoryCounts;
import io.millrace.metrics.drift.DriftMeasure;
import io.millrace.metrics.drift.DriftTest;
import io.millrace.metrics.drift.Sample;
import io.millrace.metrics.drift.change.Adwin;
import io.millrace.metrics.drift.change.AdwinConfig;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;

/** A way to find drift. */
interface Detection {
  String label();

  /** Whether it finds drift between normally distributed values of before and of now. */
  boolean finds(double[] before, double[] now);

  /** A test of two samples of numbers. */
  record OfNumbers(DriftTest test, DriftMeasure measure) implements Detection {
    @Override
    public String label() {
      return measure.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public boolean finds(double[] before, double[] now) {
      return test.compare(measure, Sample.of(before), Sample.of(now)).isDrift();
    }
  }

  /** Pearson's test of categories that are half a deviation wide. */
  record OfCategories(DriftTest test) implements Detection {
    @Override
    public String label() {
      return "chi-square";
    }

    @Override
    public boolean finds(double[] before, double[] now) {
      return test.compare(DriftMeasure.CHI_SQUARE, counts(before), counts(now)).isDrift();
    }

    private static CategoryCounts counts(double[] values) {
      var counts = new HashMap<String, Long>();
      for (double value : values) {
        counts.merge(Long.toString(Math.round(2 * value)), 1L, Long::sum);
      }
      return CategoryCounts.of(counts);
    }
  }

  /** ADWIN over the values one after the other. Its rate is not that of the tests but its own delta. */
  record OfStream() implements Detection {
    private static final double RANGE = 8; // four deviations to either side
    private static final AdwinConfig CONFIG = AdwinConfig.DEFAULTS.withRange(RANGE);

    @Override
    public String label() {
      return "adwin";
    }

    @Override
    public boolean finds(double[] before, double[] now) {
      var adwin = new Adwin(CONFIG);
      Arrays.stream(before).forEach(adwin::add);
      boolean found = false;
      for (double value : now) {
        found |= adwin.add(value);
      }
      return found;
    }
  }
}
