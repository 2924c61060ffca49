package io.millrace.benchmarks;

import io.millrace.benchmarks.alert.AlertBenchmark;
import io.millrace.benchmarks.celery.CeleryBenchmark;
import io.millrace.benchmarks.drift.DriftBenchmark;
import io.millrace.benchmarks.http.HttpBenchmark;
import io.millrace.benchmarks.mirror.MirrorBenchmark;
import io.millrace.benchmarks.packing.PackingBenchmark;
import io.millrace.benchmarks.packing.WhatIfBenchmark;
import io.millrace.benchmarks.pipeline.PipelineBenchmark;
import io.millrace.benchmarks.placement.PlacementBenchmark;
import io.millrace.benchmarks.replay.ReplayBenchmark;
import io.millrace.benchmarks.reports.ReportsBenchmark;
import io.millrace.benchmarks.sketch.SketchBenchmark;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./millrace bench NAME}: a wrong call ends with 2, a failure with 1. */
@Command(
    name = "millrace bench",
    description = "Measures Millrace on this machine.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "NAME")
public final class Main implements Runnable {
  @Spec
  private CommandSpec spec;

  @Option(names = "--list", description = "List the benchmarks.")
  private boolean list;

  private Main() {}

  /** All benchmarks there are. */
  private static List<Benchmark> all() {
    return List.of(
        new PipelineBenchmark(),
        new HttpBenchmark(),
        new SketchBenchmark(),
        new DriftBenchmark(),
        new ReportsBenchmark(),
        new CeleryBenchmark(),
        new AlertBenchmark(),
        new MirrorBenchmark(),
        new PlacementBenchmark(),
        new PackingBenchmark(),
        new ReplayBenchmark(),
        new WhatIfBenchmark());
  }

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs one benchmark and returns its exit code; never ends the JVM. */
  public static int run(String... args) {
    return commands().execute(args);
  }

  static CommandLine commands() {
    var line = new CommandLine(new Main());
    all()
        .forEach(benchmark -> line.addSubcommand(benchmark.name(), BenchmarkCommand.of(benchmark)));
    return line;
  }

  @Override
  public void run() {
    if (!list) {
      throw new ParameterException(spec.commandLine(), "Missing the name of a benchmark");
    }
    var out = spec.commandLine().getOut();
    all().forEach(one -> out.printf("%-14s %s%n", one.name(), one.purpose()));
    out.flush();
  }
}
