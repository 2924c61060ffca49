package io.millrace.benchmarks.pipeline;

import io.millrace.benchmarks.Benchmark;
import io.millrace.benchmarks.Figures;
import io.millrace.benchmarks.Plan;
import io.millrace.benchmarks.Progress;
import io.millrace.topology.Profile;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How near the served pipeline comes to what its parts allow. In one run, on the same requests, partitions, threads and
 * broker (in this JVM), each in turn:
 *
 * <ul>
 *   <li>A: {@link ModelAlone}, in batches of the size that D had
 *   <li>B: {@link CopyMode}
 *   <li>C: {@link ModellessMode}
 *   <li>D: {@link ServedMode}
 *   <li>E, on demand: D with the model's inputs watched
 * </ul>
 *
 * The bound for D is {@code 1 / (1/A + 1/C)}: a request costs at least what the model and what the topology take alone.
 */
@Command
public final class PipelineBenchmark implements Benchmark {
  private static final String RATE = "requests/s";
  private static final Backlog.Limit DEFAULT_LIMIT = new Backlog.Limit(4_000_000, 1500L << 20);

  private final Backlog.Limit limit;

  @Option(
      names = "--model",
      paramLabel = "WIDTHS",
      split = ",",
      defaultValue = "8-12-8-2,784-32-32-32-10",
      description = "Networks to serve, by the widths of their layers (default: ${DEFAULT-VALUE}).")
  private List<String> models = List.of();

  @Option(
      names = "--profile",
      paramLabel = "PROFILE",
      defaultValue = "durable-fast",
      description = "durable-fast, strict or bulk (default: ${DEFAULT-VALUE}).")
  private String profile = "durable-fast";

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "2",
      description = "Threads of A, B, C and D (default: ${DEFAULT-VALUE}).")
  private int threads = 2;

  @Option(names = "--watched", description = "Measure it with the model's inputs watched too (E).")
  private boolean watched;

  public PipelineBenchmark() {
    this(DEFAULT_LIMIT);
  }

  private PipelineBenchmark(Backlog.Limit limit) {
    this.limit = limit;
  }

  PipelineBenchmark(Backlog.Limit limit, List<String> models) {
    this(limit);
    this.models = models;
  }

  @Override
  public String name() {
    return "pipeline";
  }

  @Override
  public String purpose() {
    return "Requests per second through the log and a model, beside the model alone and the log alone.";
  }

  @Override
  public void measure(Plan plan, Figures figures, Progress progress) throws Exception {
    for (var model : models) {
      measure(Mlp.of(model), plan, figures, progress);
    }
  }

  private void measure(Mlp model, Plan plan, Figures figures, Progress progress) throws Exception {
    var backlog = limit.of(model);
    try (var bench = Workbench.open(model)) {
      progress.say("%s: preparing %,d requests".formatted(model, backlog.requests()));
      backlog.fill(bench, model);
      var parts = new Parts(
          new ModelAlone(model, bench.modelFile(model), threads),
          new CopyMode(profile(), threads),
          new ModellessMode(model, profile(), threads),
          ServedMode.plain(profile(), threads),
          watched ? ServedMode.watched(profile(), threads) : null);
      var rounds = new Rounds(model, parts, new Meter(bench, backlog), plan);
      rounds.warmUp(progress);
      for (int round = 1; round <= plan.rounds(); round++) {
        rounds.measure(figures, progress, round);
      }
    }
  }

  private Profile profile() {
    return Profile.valueOf(profile.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  private record Parts(
      ModelAlone alone,
      CopyMode copy,
      ModellessMode modelless,
      ServedMode served,
      @Nullable ServedMode watched) {
    /** Those that work off the backlog: B, C, D, and E if it is wanted, in this order. */
    List<Mode> modes() {
      return Stream.of(copy, modelless, served, watched)
          .filter(Objects::nonNull)
          .toList();
    }
  }

  private record Rounds(Mlp model, Parts parts, Meter meter, Plan plan) {

    void warmUp(Progress progress) throws Exception {
      var time = plan.time();
      var labels = parts.modes().stream().map(Mode::label).toList();
      progress.say("%s: warming up %s in turn".formatted(model, String.join(", ", labels)));
      meter.rates(parts.modes(), time);
      parts.alone.rate(parts.served.rowsPerBatch(), time);
    }

    void measure(Figures figures, Progress progress, int round) throws Exception {
      var rates = meter.rates(parts.modes(), plan.time());
      var b = rates.get(0);
      var c = rates.get(1);
      var d = rates.get(2);
      if (parts.watched != null) {
        var e = rates.get(3);
        add(figures, "E inputs watched", e);
        figures.addRatio(model + " E/D", e.perSecond() / d.perSecond());
        figures.addRatio(model + " E/D in CPU time", d.cpuMicros() / e.cpuMicros());
      }
      int rows = parts.served.rowsPerBatch();
      var a = parts.alone.rate(rows, plan.time());
      add(figures, "A model alone", a);
      add(figures, "B copy", b);
      add(figures, "C no model", c);
      add(figures, "D", d);
      double bound = 1 / (1 / a.perSecond() + 1 / c.perSecond());
      double nearness = d.perSecond() / bound;
      double cpuNearness = (a.cpuMicros() + c.cpuMicros()) / d.cpuMicros();
      figures.add(model + " bound", RATE, bound);
      figures.add(model + " D batch", "rows", rows);
      figures.addRatio(model + " D/bound", nearness);
      figures.addRatio(model + " D/bound in CPU time", cpuNearness);
      figures.addRatio(model + " C/B", c.perSecond() / b.perSecond());
      progress.say("%s round %d of %d: D %,.0f/s, D/bound %.3f (%.3f in CPU time)"
          .formatted(model, round, plan.rounds(), d.perSecond(), nearness, cpuNearness));
    }

    private void add(Figures figures, String label, Meter.Rate rate) {
      figures.add(model + " " + label, RATE, rate.perSecond());
      figures.add(model + " " + label + " CPU", "us/request", rate.cpuMicros());
    }
  }
}
