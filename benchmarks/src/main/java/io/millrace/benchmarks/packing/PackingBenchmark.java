package io.millrace.benchmarks.packing;

import io.millrace.benchmarks.Benchmark;
import io.millrace.benchmarks.Figures;
import io.millrace.benchmarks.Plan;
import io.millrace.benchmarks.Progress;
import io.millrace.benchmarks.packing.Packing.Result;
import io.millrace.model.placement.policy.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How full a traced cluster gets under each policy: the share of its devices that is allocated when
 * tasks for 100 % and 130 % of them have come, how much of the rest typical tasks cannot use, and
 * which tasks found no node. Each round is a seed; all policies get the same tasks in the same
 * order. Rounds repeat themselves in every run; the time of a measurement does not matter.
 */
@Command
public final class PackingBenchmark implements Benchmark {
  private static final long FIRST_SEED = 42;

  @Option(
      names = "--trace",
      paramLabel = "DIR",
      required = true,
      description = "The folder with openb_node_list_gpu_node.csv and openb_pod_list_*.csv.")
  @Nullable
  private Path trace;

  @Option(
      names = "--workloads",
      paramLabel = "NAME",
      split = ",",
      description = "Only these of the folder's workloads.")
  private List<String> workloads = List.of();

  @Option(
      names = "--policies",
      paramLabel = "NAME",
      split = ",",
      description = "Only these of the policies.")
  private List<String> policies = List.of();

  public PackingBenchmark() {}

  PackingBenchmark(Path trace) {
    this.trace = trace;
  }

  @Override
  public String name() {
    return "packing";
  }

  @Override
  public String purpose() {
    return "How full a traced GPU cluster gets under each policy (--rounds: seeds).";
  }

  @Override
  public void measure(Plan plan, Figures figures, Progress progress) throws IOException {
    var folder = trace == null ? Path.of("") : trace;
    var packing = new Packing(Trace.nodes(folder));
    for (var workload : workloads.isEmpty() ? Trace.workloads(folder) : workloads) {
      measure(packing, folder, workload, plan, figures, progress);
    }
  }

  private void measure(
      Packing packing, Path folder, String workload, Plan plan, Figures figures, Progress progress)
      throws IOException {
    var tasks = Trace.tasks(folder, workload);
    var means = new TreeMap<String, Double>();
    for (int round = 0; round < plan.rounds(); round++) {
      var arrivals = packing.arrivals(tasks, FIRST_SEED + round);
      for (var policy : chosen(Policies.all(Trace.typical(tasks)))) {
        var result = packing.run(arrivals, policy);
        report(workload, policy, result, figures);
        result
            .allocated()
            .forEach((load, percent) ->
                means.merge(label(workload, policy, load), percent / plan.rounds(), Double::sum));
        progress.say(said(workload, policy, FIRST_SEED + round, result));
      }
    }
    means.forEach((label, mean) -> figures.add(label + ", mean", "%", mean));
  }

  private List<Policy> chosen(List<Policy> all) {
    return all.stream()
        .filter(policy -> policies.isEmpty() || policies.contains(policy.name()))
        .toList();
  }

  private static String label(String workload, Policy policy, int load) {
    return "%s %s allocated at %d%%".formatted(workload, policy.name(), load);
  }

  private static void report(String workload, Policy policy, Result result, Figures figures) {
    result
        .allocated()
        .forEach((load, percent) -> figures.add(label(workload, policy, load), "%", percent));
    var name = workload + " " + policy.name();
    result
        .fragmented()
        .forEach((load, percent) ->
            figures.add("%s unusable of idle at %d%%".formatted(name, load), "%", percent));
    result
        .lost()
        .forEach((kind, many) -> figures.add("%s lost %s".formatted(name, kind), "tasks", many));
  }

  private static String said(String workload, Policy policy, long seed, Result result) {
    Map<Integer, Double> allocated = result.allocated();
    return String.format(
        Locale.ROOT,
        "%s %s seed %d: %.2f %% at 100, %.2f %% at 130, %.1f s",
        workload,
        policy.name(),
        seed,
        allocated.getOrDefault(100, 0.0),
        allocated.getOrDefault(130, 0.0),
        result.seconds());
  }
}
