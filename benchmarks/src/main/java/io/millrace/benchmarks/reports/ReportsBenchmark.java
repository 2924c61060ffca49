package io.millrace.benchmarks.reports;

import io.millrace.benchmarks.Benchmark;
import io.millrace.benchmarks.Figures;
import io.millrace.benchmarks.Plan;
import io.millrace.benchmarks.Progress;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Reports per second through the metrics stage: read, put into windows of 60 seconds with sketches, judged by a contract
 * on one metric, exactly once, by one stream thread. Beside it, in the same run on the same reports and broker (in this JVM), a stage that only copies them
 * in transactions of the same length.
 */
@Command
public final class ReportsBenchmark implements Benchmark {
  private static final String PER_SECOND = "reports/s";
  private static final String PER_STAGE = "reports/s of the stage's processor time";
  private static final String PER_ALL = "reports/s of all processor time, broker included";

  @Option(
      names = "--reports",
      paramLabel = "N",
      defaultValue = "1000000",
      description =
          "Reports of 1 KB to prepare; of larger ones, the same bytes (default: ${DEFAULT-VALUE}).")
  private int reports = 1_000_000;

  @Option(
      names = "--form",
      paramLabel = "FORM",
      split = ",",
      defaultValue = "KEYED,ENSEMBLE",
      description = "KEYED (1 KB), ENSEMBLE (4.7 KB) (default: ${DEFAULT-VALUE}).")
  private List<Form> forms = List.of(Form.values());

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      defaultValue = "60",
      description =
          "Seconds of work on each form before its first round (default: ${DEFAULT-VALUE}).")
  private double warmUpSeconds = 60;

  public ReportsBenchmark() {}

  /** Without a warm-up to speak of. */
  ReportsBenchmark(int reports) {
    this.reports = reports;
    this.warmUpSeconds = 0;
  }

  @Override
  public String name() {
    return "reports";
  }

  @Override
  public String purpose() {
    return "Reports per second through windows and sketches, beside a copy of them.";
  }

  @Override
  public void measure(Plan plan, Figures figures, Progress progress) throws Exception {
    for (var form : forms) {
      try (var bench = new ReportBench()) {
        int many = form == Form.KEYED ? reports : reports / 5;
        progress.say("%s: preparing %,d reports".formatted(form, many));
        bench.promise();
        bench.fill(form, many);
        measure(form, bench, new ReportMeter(bench, many), plan, figures, progress);
      }
    }
  }

  private void measure(
      Form form,
      ReportBench bench,
      ReportMeter meter,
      Plan plan,
      Figures figures,
      Progress progress)
      throws Exception {
    progress.say("%s: warming up".formatted(form));
    long began = System.nanoTime();
    do {
      meter.rate(bench.copying(bench.counting()), plan.time());
      meter.rate(bench.counting(), plan.time());
    } while (System.nanoTime() - began < warmUpSeconds * 1e9);
    for (int round = 1; round <= plan.rounds(); round++) {
      var copy = meter.rate(bench.copying(bench.counting()), plan.time());
      var counted = meter.rate(bench.counting(), plan.time());
      add(form + " copy", copy, figures);
      add(form + " windows", counted, figures);
      figures.addRatio(form + " windows/copy", counted.perSecond() / copy.perSecond());
      figures.addRatio(
          form + " windows/copy in stage CPU time",
          counted.perStageCpuSecond() / copy.perStageCpuSecond());
      progress.say("%s round %d of %d: %,.0f/s, copy %,.0f/s"
          .formatted(form, round, plan.rounds(), counted.perSecond(), copy.perSecond()));
    }
  }

  private static void add(String label, ReportMeter.Rate rate, Figures figures) {
    figures.add(label, PER_SECOND, rate.perSecond());
    figures.add(label + " per core", PER_STAGE, rate.perStageCpuSecond());
    figures.add(label + " per core in all", PER_ALL, rate.perCpuSecond());
  }
}
