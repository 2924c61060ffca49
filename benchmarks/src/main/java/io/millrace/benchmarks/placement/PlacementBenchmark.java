package io.millrace.benchmarks.placement;

import io.millrace.benchmarks.Benchmark;
import io.millrace.benchmarks.Figures;
import io.millrace.benchmarks.Plan;
import io.millrace.benchmarks.Progress;
import io.millrace.model.placement.ServiceSpec;
import io.millrace.model.placement.command.NodeCommand;
import io.millrace.model.placement.command.Origin;
import io.millrace.model.placement.command.ServiceCommand;
import io.millrace.model.placement.decision.Decision;
import io.millrace.scheduler.fold.Scheduler;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Decisions a second of the core on one thread, by the default policy: every command wants one
 * instance more of one of the services, and a decision is an instance placed with its best
 * candidates, their scores, and the counts of refusals over all nodes. The pool is half full; after
 * some hundred placements it is brought back to that, which does not count.
 */
@Command
public final class PlacementBenchmark implements Benchmark {
  private final Map<Integer, Pool> pools = new LinkedHashMap<>();

  @Option(
      names = "--nodes",
      paramLabel = "N",
      split = ",",
      defaultValue = "100,1000,5000",
      description = "Sizes of the pool (default: ${DEFAULT-VALUE}).")
  private List<Integer> nodes = List.of(100, 1000, 5000);

  @Option(
      names = "--services",
      paramLabel = "N",
      defaultValue = "30",
      description = "Services, each of a shape of its own (default: ${DEFAULT-VALUE}).")
  private int services = 30;

  @Option(
      names = "--log-nodes",
      paramLabel = "N",
      split = ",",
      defaultValue = "1000,5000",
      description = "Sizes of the pool behind a log; 0: none (default: ${DEFAULT-VALUE}).")
  private List<Integer> logNodes = List.of(1000, 5000);

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "Before each size behind a log is measured (default: ${DEFAULT-VALUE}).")
  private double warmUpSeconds = 30;

  public PlacementBenchmark() {}

  /** Without a warm-up to speak of. */
  PlacementBenchmark(List<Integer> nodes, List<Integer> logNodes) {
    this.nodes = nodes;
    this.logNodes = logNodes;
    this.warmUpSeconds = 0;
  }

  private Duration warmUp() {
    return Duration.ofNanos((long) (warmUpSeconds * 1e9));
  }

  @Override
  public String name() {
    return "placement";
  }

  @Override
  public String purpose() {
    return "Placement decisions a second on one thread, all nodes scored, explanation kept; and through the log.";
  }

  @Override
  public void measure(Plan plan, Figures figures, Progress progress) throws Exception {
    for (int size : nodes) {
      progress.say("filling %d nodes".formatted(size));
      var pool = pools.computeIfAbsent(size, many -> new Pool(many, services));
      pool.run(plan.time());
    }
    for (int round = 1; round <= plan.rounds(); round++) {
      for (var pool : pools.entrySet()) {
        double rate = pool.getValue().run(plan.time());
        figures.add("%d nodes".formatted(pool.getKey()), "decisions/s", rate);
        progress.say("round %d of %d: %d nodes, %.0f decisions/s"
            .formatted(round, plan.rounds(), pool.getKey(), rate));
      }
    }
    var sizes = logNodes.stream().filter(size -> size > 0).toList();
    if (!sizes.isEmpty()) {
      pools.clear();
      new LogPlacement(plan, warmUp(), figures, progress).measure(sizes);
    }
  }

  /** A pool that is half full, and what it is asked. */
  private static final class Pool {
    private final Scheduler scheduler = Scheduler.empty();
    private final Random random = new Random(7);
    private final List<ServiceSpec> services;
    private final int[] replicas;
    private int commands;

    Pool(int nodes, int services) {
      var fleet = new Fleet(nodes);
      for (var node : fleet.nodes(nodes)) {
        scheduler.fold(new NodeCommand.Add(origin(), node));
      }
      this.services = fleet.services(services);
      this.replicas = new int[services];
      this.services.forEach(service -> scheduler.fold(new ServiceCommand.Add(origin(), service)));
      while (isBelowHalf()) {
        for (int i = 0; i < 100; i++) {
          scale(random.nextInt(services), 1);
        }
      }
    }

    private Origin origin() {
      return Origin.of("c" + commands++);
    }

    private boolean isBelowHalf() {
      var usage = scheduler.usage();
      return usage.waiting() == 0 && usage.millicpuUsed() * 2 < usage.millicpu();
    }

    private int scale(int service, int by) {
      replicas[service] += by;
      var command =
          new ServiceCommand.Scale(origin(), services.get(service).id(), replicas[service]);
      int placed = 0;
      for (var decision : scheduler.fold(command)) {
        placed += decision instanceof Decision.Placed ? 1 : 0;
      }
      return placed;
    }

    /** Places many instances, which counts, and ends as many, which does not. */
    double run(Duration time) {
      long placed = 0;
      long took = 0;
      while (took < time.toNanos()) {
        var asked = random.ints(replicas.length * 10L, 0, replicas.length).toArray();
        long began = System.nanoTime();
        for (int service : asked) {
          placed += scale(service, 1);
        }
        took += System.nanoTime() - began;
        for (int service : asked) {
          scale(service, -1);
        }
      }
      return placed * 1e9 / took;
    }
  }
}
