package io.millrace.benchmarks.replay;

import io.millrace.benchmarks.Benchmark;
import io.millrace.benchmarks.Figures;
import io.millrace.benchmarks.Plan;
import io.millrace.benchmarks.Progress;
import io.millrace.model.placement.command.PlacementCommand;
import io.millrace.model.placement.state.PoolSnapshot;
import io.millrace.scheduler.fold.Scheduler;
import io.millrace.topology.serde.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A log of placement commands decided again: how many a second, their decisions written as JSON and
 * compared with the first time's by the SHA-256 of every thousand commands. Each round decides the
 * whole log; the time of a measurement does not matter.
 */
@Command
public final class ReplayBenchmark implements Benchmark {
  private static final int BLOCK = 1000;

  @Option(
      names = "--commands",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Length of the log (default: ${DEFAULT-VALUE}).")
  private int many = 1_000_000;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Nodes of the pool (default: ${DEFAULT-VALUE}).")
  private int nodes = 1000;

  public ReplayBenchmark() {}

  ReplayBenchmark(int many, int nodes) {
    this.many = many;
    this.nodes = nodes;
  }

  @Override
  public String name() {
    return "replay";
  }

  @Override
  public String purpose() {
    return "A log of placement commands decided again, byte for byte.";
  }

  @Override
  public void measure(Plan plan, Figures figures, Progress progress) {
    progress.say("making a log of %d commands".formatted(many));
    var start = Scheduler.empty().snapshot();
    var log = RecordedLog.of(Scheduler.of(start), nodes, many);
    progress.say("deciding it for the first time");
    var first = decide(start, log);
    for (int round = 1; round <= plan.rounds(); round++) {
      long began = System.nanoTime();
      var again = decide(start, log);
      double seconds = (System.nanoTime() - began) / 1e9;
      figures.add("decided again", "commands/s", log.size() / seconds);
      figures.add("blocks that differ", "of " + first.size(), differing(first, again));
      progress.say(
          "round %d of %d: %.0f commands/s".formatted(round, plan.rounds(), log.size() / seconds));
    }
  }

  private static int differing(List<byte[]> first, List<byte[]> again) {
    int differing = 0;
    for (int i = 0; i < first.size(); i++) {
      differing += Arrays.equals(first.get(i), again.get(i)) ? 0 : 1;
    }
    return differing;
  }

  /** The digests of the decisions, a thousand commands each. */
  private static List<byte[]> decide(PoolSnapshot start, List<PlacementCommand> log) {
    var scheduler = Scheduler.of(start);
    var digest = sha256();
    var digests = new ArrayList<byte[]>();
    for (int i = 0; i < log.size(); i++) {
      for (var decision : scheduler.fold(log.get(i))) {
        digest.update(Json.MAPPER.writeValueAsBytes(decision));
      }
      if ((i + 1) % BLOCK == 0 || i + 1 == log.size()) {
        digests.add(digest.digest());
      }
    }
    return digests;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
