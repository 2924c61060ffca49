package io.millrace.benchmarks.packing;

import io.millrace.benchmarks.Benchmark;
import io.millrace.benchmarks.Figures;
import io.millrace.benchmarks.Plan;
import io.millrace.benchmarks.Progress;
import io.millrace.model.placement.ServiceSpec;
import io.millrace.model.placement.command.NodeCommand;
import io.millrace.model.placement.command.Origin;
import io.millrace.model.placement.command.PlacementCommand;
import io.millrace.model.placement.command.ServiceCommand;
import io.millrace.model.placement.policy.Policy;
import io.millrace.model.placement.policy.TieRule;
import io.millrace.scheduler.fold.Scheduler;
import io.millrace.scheduler.replay.WhatIf;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The log of a traced cluster decided again under ten policies, one after the other; each round
 * decides all of it.
 */
@Command
public final class WhatIfBenchmark implements Benchmark {
  @Option(
      names = "--trace",
      paramLabel = "DIR",
      required = true,
      description = "The folder with openb_node_list_gpu_node.csv and openb_pod_list_*.csv.")
  @Nullable
  private Path trace;

  @Option(
      names = "--workload",
      paramLabel = "NAME",
      defaultValue = "default",
      description = "Which of the folder's workloads (default: ${DEFAULT-VALUE}).")
  private String workload = "default";

  public WhatIfBenchmark() {}

  WhatIfBenchmark(Path trace, String workload) {
    this.trace = trace;
    this.workload = workload;
  }

  @Override
  public String name() {
    return "whatif";
  }

  @Override
  public String purpose() {
    return "The log of a traced GPU cluster decided again under ten policies.";
  }

  @Override
  public void measure(Plan plan, Figures figures, Progress progress) throws IOException {
    var folder = trace == null ? Path.of("") : trace;
    var tasks = Trace.tasks(folder, workload);
    var nodes = Trace.nodes(folder);
    var log = new ArrayList<PlacementCommand>();
    nodes.forEach(node -> log.add(new NodeCommand.Add(Origin.of(node.id()), node)));
    for (var task : new Packing(nodes).arrivals(tasks, 42)) {
      var service = new ServiceSpec("task-" + log.size(), 1, task.demand());
      log.add(new ServiceCommand.Add(Origin.of(service.id()), service));
    }
    var start = Scheduler.empty().snapshot();
    for (int round = 1; round <= plan.rounds(); round++) {
      long began = System.nanoTime();
      for (var policy : policies(Policies.all(Trace.typical(tasks)))) {
        var outcome = WhatIf.decide(start, log, policy);
        var usage = outcome.usage();
        figures.add(
            "%s allocated".formatted(policy.name()),
            "%",
            100.0 * usage.devicesUsed() / usage.devices());
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      figures.add("ten policies, %d commands".formatted(log.size()), "s", seconds);
      progress.say("round %d of %d: %.1f s".formatted(round, plan.rounds(), seconds));
    }
  }

  private static List<Policy> policies(List<Policy> compared) {
    var ten = new ArrayList<>(compared);
    var first = compared.get(0);
    ten.add(first.named("fgd-and-fit").withScores(Map.of("fragmentation", 10, "fit", 1)));
    ten.add(first.named("fgd-and-balance").withScores(Map.of("fragmentation", 10, "balance", 1)));
    ten.add(first
        .named("best-fit-of-devices")
        .withScores(Map.of("fit", 1))
        .withResources(Map.of("accelerator", 1))
        .withTie(TieRule.BEST_FIT));
    return ten;
  }
}
