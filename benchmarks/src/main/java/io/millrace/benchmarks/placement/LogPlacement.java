package io.millrace.benchmarks.placement;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.millrace.benchmarks.Figures;
import io.millrace.benchmarks.Plan;
import io.millrace.benchmarks.Progress;
import io.millrace.model.placement.ServiceSpec;
import io.millrace.model.placement.command.NodeCommand;
import io.millrace.model.placement.command.Origin;
import io.millrace.model.placement.command.ServiceCommand;
import io.millrace.scheduler.log.SchedulerStage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * From the record of a request to its committed decision, through one broker in this JVM, exactly once, on one thread.
 * The rate: bursts of commands that each want one instance more, all placed; in between as many are ended, which does
 * not count. The latency: 500 commands a second, beside the same topology without any placement.
 */
final class LogPlacement {
  private static final int SERVICES = 30;
  private static final int BURST = 5000;
  private static final int PACE = 500;
  private static final double P99 = 0.99;
  private static final long PATIENCE_NANOS = Duration.ofMinutes(5).toNanos();
  private static final byte[] APPLIED = "{\"type\":\"applied\"".getBytes(ISO_8859_1);
  private static final byte[] PLACED = "{\"type\":\"placed\"".getBytes(ISO_8859_1);

  private final Plan plan;
  private final Duration warmUp;
  private final Figures figures;
  private final Progress progress;
  private final Random random = new Random(7);
  private int commands;

  /** @param warmUp before each size is measured */
  LogPlacement(Plan plan, Duration warmUp, Figures figures, Progress progress) {
    this.plan = plan;
    this.warmUp = warmUp;
    this.figures = figures;
    this.progress = progress;
  }

  void measure(List<Integer> sizes) throws Exception {
    try (var bench = new LogBench();
        var echo = bench.start("echo.", EchoStage::new)) {
      for (int size : sizes) {
        try (var stage = bench.start("nodes-%d.".formatted(size), SchedulerStage::new)) {
          measure(size, stage, echo);
        }
      }
    }
  }

  private void measure(int size, LogBench.Running stage, LogBench.Running echo) {
    progress.say("filling %d nodes through the log".formatted(size));
    var services = fill(size, stage);
    var replicas = new int[services.size()];
    warmUp(stage, echo, services, replicas);
    for (int round = 1; round <= plan.rounds(); round++) {
      var label = "%d nodes, through the log".formatted(size);
      double rate = rate(stage, services, replicas);
      figures.add(label, "decisions/s", rate);
      double alone = p99(echo, services, new int[services.size()], false);
      double placing = p99(stage, services, replicas, true);
      figures.add(label + ", p99", "ms", placing);
      figures.add("without placement, p99", "ms", alone);
      figures.addRatio(label + ", p99 to that without", placing / alone);
      progress.say(
          "round %d of %d: %d nodes through the log, %.0f decisions/s, p99 %.1f ms, %.1f ms without"
              .formatted(round, plan.rounds(), size, rate, placing, alone));
    }
  }

  /** All that is measured, again and again, since a JVM that has just started is busy compiling itself. */
  private void warmUp(
      LogBench.Running stage, LogBench.Running echo, List<ServiceSpec> services, int[] replicas) {
    progress.say("warming up");
    long began = System.nanoTime();
    do {
      burst(stage, services, replicas);
      if (!warmUp.isZero()) {
        p99(echo, services, new int[services.size()], false);
      }
    } while (System.nanoTime() - began < warmUp.toNanos());
  }

  private Origin origin() {
    return new Origin("c" + commands++, 0, "bench", "");
  }

  private List<ServiceSpec> fill(int size, LogBench.Running stage) {
    var fleet = new Fleet(size);
    int sent = 0;
    for (var node : fleet.nodes(size)) {
      stage.send(new NodeCommand.Add(origin(), node));
      sent++;
    }
    var services = fleet.services(SERVICES);
    for (var service : services) {
      stage.send(new ServiceCommand.Add(origin(), service));
      sent++;
    }
    await(stage, APPLIED, sent);
    return services;
  }

  /** Decisions a second over as many bursts as fill the time. */
  private double rate(LogBench.Running stage, List<ServiceSpec> services, int[] replicas) {
    long took = 0;
    long placed = 0;
    while (took < plan.time().toNanos()) {
      took += burst(stage, services, replicas);
      placed += BURST;
    }
    return placed * 1e9 / took;
  }

  private long burst(LogBench.Running stage, List<ServiceSpec> services, int[] replicas) {
    var asked = random.ints(BURST, 0, replicas.length).toArray();
    long began = System.nanoTime();
    for (int service : asked) {
      scale(stage, services, replicas, service, 1);
    }
    await(stage, PLACED, BURST);
    long took = System.nanoTime() - began;
    for (int service : asked) {
      scale(stage, services, replicas, service, -1);
    }
    await(stage, APPLIED, BURST);
    return took;
  }

  private void scale(
      LogBench.Running stage, List<ServiceSpec> services, int[] replicas, int service, int by) {
    replicas[service] += by;
    stage.send(new ServiceCommand.Scale(origin(), services.get(service).id(), replicas[service]));
  }

  /** Waits for so many decisions of a kind; what is left of others is passed over. */
  private static void await(LogBench.Running stage, byte[] kind, int many) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    int found = 0;
    while (found < many) {
      for (var value : stage.committed()) {
        found += startsWith(value, kind) ? 1 : 0;
      }
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "%d of %d decisions came; maybe there is no room".formatted(found, many));
      }
    }
  }

  private static boolean startsWith(byte[] value, byte[] kind) {
    return value.length >= kind.length
        && Arrays.equals(value, 0, kind.length, kind, 0, kind.length);
  }

  /**
   * The 99th percentile of the time to a committed decision, in ms; commands alternately want one instance more and one
   * less.
   *
   * @param decides whether decisions come, of which the first of each command counts; else copies do
   */
  private double p99(
      LogBench.Running stage, List<ServiceSpec> services, int[] replicas, boolean decides) {
    drain(stage);
    int many = (int) Math.max(100, plan.time().toMillis() * PACE / 1000);
    var sent = new long[many];
    var took = new ArrayList<Long>(many);
    long began = System.nanoTime();
    long end = began + PATIENCE_NANOS;
    int next = 0;
    int last = 0;
    while (took.size() < many && System.nanoTime() < end) {
      long now = System.nanoTime();
      while (next < many && now - began >= next * 1_000_000_000L / PACE) {
        // By the plan, not by the clock: being late counts.
        sent[next] = began + next * 1_000_000_000L / PACE;
        if (next % 2 == 0) {
          last = random.nextInt(replicas.length);
        }
        scale(stage, services, replicas, last, next % 2 == 0 ? 1 : -1);
        next++;
      }
      for (var value : stage.committed()) {
        if (!decides || startsWith(value, APPLIED)) {
          took.add(System.nanoTime() - sent[took.size()]);
        }
      }
      LockSupport.parkNanos(100_000);
    }
    var sorted = took.stream().sorted().toList();
    return sorted.get((int) Math.ceil(sorted.size() * P99) - 1) / 1e6;
  }

  private static void drain(LogBench.Running stage) {
    long quiet = System.nanoTime() + Duration.ofMillis(300).toNanos();
    while (System.nanoTime() < quiet) {
      if (!stage.committed().isEmpty()) {
        quiet = System.nanoTime() + Duration.ofMillis(300).toNanos();
      }
    }
  }
}
