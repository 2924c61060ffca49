package io.millrace.benchmarks.sketch;

import io.millrace.benchmarks.Benchmark;
import io.millrace.benchmarks.Figures;
import io.millrace.benchmarks.Plan;
import io.millrace.benchmarks.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The sketch of windows beside two others, each fed the same values in 200 parts that are then merged: the relative
 * error of quantiles of the whole, the time of an insertion, the bytes of a part and of the whole. The largest error of
 * a sketch over all distributions and quantiles stands last. {@code Summary} is the sketch with exact sums beside it.
 */
@Command
public final class SketchBenchmark implements Benchmark {
  private static final int PARTS = 200;
  private static final double[] QUANTILES = {0.5, 0.95, 0.99, 0.999};

  @Option(
      names = "--values",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Values of each distribution (default: ${DEFAULT-VALUE}).")
  private int many = 1_000_000;

  public SketchBenchmark() {}

  SketchBenchmark(int many) {
    this.many = many;
  }

  @Override
  public String name() {
    return "sketch";
  }

  @Override
  public String purpose() {
    return "Quantile sketches: error after merging 200 parts, time per insertion, bytes.";
  }

  @Override
  public void measure(Plan plan, Figures figures, Progress progress) {
    if (many < PARTS) {
      throw new IllegalArgumentException(
          "values: %d is below %d, one for each part".formatted(many, PARTS));
    }
    var distributions = List.of(Values.lognormal(many), Values.pareto(many), Values.bimodal(many));
    progress.say("warming up");
    distributions.forEach(values -> Contender.all().forEach(one -> time(one, values, plan.time())));
    for (int round = 1; round <= plan.rounds(); round++) {
      progress.say("round %d of %d".formatted(round, plan.rounds()));
      for (var values : distributions) {
        Contender.all().forEach(one -> inserts(one, values, plan.time(), figures));
      }
    }
    for (var one : Contender.all()) {
      errors(one, distributions, figures);
    }
  }

  private static <S> void inserts(Contender<S> one, Values values, Duration time, Figures figures) {
    figures.add(
        "%s %s insertion".formatted(values.distribution(), one.name()),
        "ns",
        time(one, values, time));
  }

  /** Nanoseconds for each value, put into parts one after the other as windows get them. */
  private static <S> double time(Contender<S> one, Values values, Duration time) {
    long began = System.nanoTime();
    long inserted = 0;
    long took;
    do {
      parts(one, values);
      inserted += values.drawn().length;
      took = System.nanoTime() - began;
    } while (took < time.toNanos());
    return (double) took / inserted;
  }

  private static <S> List<S> parts(Contender<S> one, Values values) {
    var parts = new ArrayList<S>();
    var drawn = values.drawn();
    for (int part = 0; part < PARTS; part++) {
      var sketch = one.empty().get();
      int to = (int) ((part + 1L) * drawn.length / PARTS);
      for (int i = (int) ((long) part * drawn.length / PARTS); i < to; i++) {
        one.insert().add(sketch, drawn[i]);
      }
      parts.add(sketch);
    }
    return parts;
  }

  private static <S> void errors(Contender<S> one, List<Values> distributions, Figures figures) {
    double worst = 0;
    for (var values : distributions) {
      var label = values.distribution() + " " + one.name();
      var parts = parts(one, values);
      figures.add(label + " part", "bytes", one.bytes().of(parts.get(0)));
      var whole = one.empty().get();
      parts.forEach(part -> one.merge().merge(whole, part));
      figures.add(label + " merged", "bytes", one.bytes().of(whole));
      for (double q : QUANTILES) {
        double truth = values.quantile(q);
        double error = 100 * Math.abs(one.quantile().of(whole, q) - truth) / Math.abs(truth);
        figures.add("%s error at p%s".formatted(label, percent(q)), "%", error);
        worst = Math.max(worst, error);
      }
    }
    figures.add(one.name() + " largest error", "%", worst);
  }

  private static String percent(double q) {
    return q == 0.999 ? "99.9" : String.valueOf(Math.round(100 * q));
  }
}
