package io.millrace.benchmarks.drift;

import io.millrace.benchmarks.Benchmark;
import io.millrace.benchmarks.Figures;
import io.millrace.benchmarks.Plan;
import io.millrace.benchmarks.Progress;
import io.millrace.metrics.drift.DriftMeasure;
import io.millrace.metrics.drift.DriftTest;
import io.millrace.metrics.drift.FalseAlarms;
import java.util.List;
import java.util.Random;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How often drift is said between two samples of a normal distribution: false alarms where both are of the same, and found
 * where the mean of the second is half a deviation higher. Each round has seeds of its own and is the same in every run; the
 * time of a measurement does not matter.
 */
@Command
public final class DriftBenchmark implements Benchmark {
  private static final List<Integer> SIZES = List.of(50, 100, 500, 1000, 10_000);
  private static final int SHIFTED_SIZE = 1000;
  private static final double SHIFT = 0.5;

  private final List<Integer> sizes;

  @Option(
      names = "--trials",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Pairs of samples a round (default: ${DEFAULT-VALUE}).")
  private int trials = 1000;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "0.01",
      description = "The false-alarm rate that the tests are told (default: ${DEFAULT-VALUE}).")
  private double rate = 0.01;

  public DriftBenchmark() {
    this(SIZES, 1000);
  }

  DriftBenchmark(List<Integer> sizes, int trials) {
    this.sizes = List.copyOf(sizes);
    this.trials = trials;
  }

  @Override
  public String name() {
    return "drift";
  }

  @Override
  public String purpose() {
    return "False alarms of the drift tests on stationary values, and how often a shift is found.";
  }

  @Override
  public void measure(Plan plan, Figures figures, Progress progress) {
    var detections = detections(new DriftTest(new FalseAlarms(rate, 1)));
    for (int round = 1; round <= plan.rounds(); round++) {
      for (var detection : detections) {
        for (int size : sizes) {
          double alarms = share(detection, size, 0, round);
          figures.add("%s n=%d false alarms".formatted(detection.label(), size), "%", alarms);
        }
        double found = share(detection, SHIFTED_SIZE, SHIFT, round);
        figures.add("%s n=%d found".formatted(detection.label(), SHIFTED_SIZE), "%", found);
        progress.say("round %d of %d: %s found %.1f %%"
            .formatted(round, plan.rounds(), detection.label(), found));
      }
    }
  }

  private static List<Detection> detections(DriftTest test) {
    return List.of(
        new Detection.OfNumbers(test, DriftMeasure.PSI),
        new Detection.OfNumbers(test, DriftMeasure.KOLMOGOROV_SMIRNOV),
        new Detection.OfNumbers(test, DriftMeasure.JENSEN_SHANNON),
        new Detection.OfCategories(test),
        new Detection.OfStream());
  }

  /** The percentage of trials that say drift. */
  private double share(Detection detection, int size, double shift, int round) {
    var random = new Random(31L * round + size);
    int drifts = 0;
    for (int i = 0; i < trials; i++) {
      var before = values(random, size, 0);
      drifts += detection.finds(before, values(random, size, shift)) ? 1 : 0;
    }
    return 100.0 * drifts / trials;
  }

  private static double[] values(Random random, int size, double mean) {
    var values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = mean + random.nextGaussian();
    }
    return values;
  }
}
