package io.millrace.benchmarks;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs one benchmark and prints its report: the options that all of them have. */
@Command(mixinStandardHelpOptions = true)
final class BenchmarkCommand implements Callable<Integer> {
  private final Benchmark benchmark;

  @Spec
  private CommandSpec spec;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "How often everything is measured, in turn (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "10",
      description = "How long each measurement takes (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(names = "--json", description = "Print one JSON object instead of a table.")
  private boolean json;

  private BenchmarkCommand(Benchmark benchmark) {
    this.benchmark = benchmark;
  }

  /** The benchmark as a command, with its own options beside those of all. */
  static CommandLine of(Benchmark benchmark) {
    var line = new CommandLine(new BenchmarkCommand(benchmark));
    line.getCommandSpec().addMixin("benchmark", CommandSpec.forAnnotatedObject(benchmark));
    line.getCommandSpec().usageMessage().description(benchmark.purpose());
    return line;
  }

  @Override
  public Integer call() throws Exception {
    var plan = new Plan(rounds, Duration.ofNanos((long) (seconds * 1e9)));
    var figures = new Figures();
    benchmark.measure(plan, figures, spec.commandLine().getErr()::println);
    var report = Report.of(benchmark, plan, figures);
    var out = spec.commandLine().getOut();
    out.println(json ? report.json() : report.table().stripTrailing());
    out.flush();
    return CommandLine.ExitCode.OK;
  }
}
