package io.millrace.scheduler.log;

import io.millrace.model.node.PoolName;
import io.millrace.model.placement.command.PlacementCommand;
import io.millrace.model.placement.decision.Decision;
import io.millrace.model.placement.decision.NodeVerdict;
import io.millrace.model.placement.policy.Policy;
import io.millrace.port.PlacementHistory;
import io.millrace.scheduler.fold.Scheduler;
import io.millrace.scheduler.replay.Explainer;
import io.millrace.topology.Topic;
import io.millrace.topology.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides again what stands on the log. */
public final class LogHistory implements PlacementHistory {
  private static final Progress SILENT = (done, of) -> {};

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Topics topics;
  private final String bootstrap;
  private final Duration patience;

  public LogHistory(Topics topics, String bootstrap) {
    this(topics, bootstrap, PATIENCE);
  }

  /** @param patience how long the broker may say nothing */
  LogHistory(Topics topics, String bootstrap, Duration patience) {
    this.topics = topics;
    this.bootstrap = bootstrap;
    this.patience = patience;
  }

  @Override
  public @Nullable List<NodeVerdict> explain(PoolName pool, String allocation, Progress progress) {
    try (var log = requests(progress)) {
      return Explainer.explain(
          Scheduler.empty().snapshot(), () -> new PoolCommands(log, pool), allocation);
    }
  }

  @Override
  public List<Judged> whatIf(
      PoolName pool, Instant from, List<Policy> policies, Progress progress) {
    var comparison = new PolicyComparison(from, policies);
    try (var log = requests(progress)) {
      commands(log, pool).forEachRemaining(comparison::fold);
    }
    return comparison.outcomes();
  }

  @Override
  public List<PolicyVersion> policies(PoolName pool, Progress progress) {
    var changes = new PolicyChanges();
    var versions = new ArrayList<PolicyVersion>();
    try (var log = requests(progress)) {
      new PoolCommands(log, pool).forEachRemaining(command -> {
        var policy = changes.fold(command);
        if (policy != null) {
          versions.add(new PolicyVersion(command.origin(), policy));
        }
      });
    }
    return versions;
  }

  @Override
  public List<Decision> predict(PoolName pool, PlacementCommand command, Progress progress) {
    var scheduler = Scheduler.empty();
    try (var log = requests(progress)) {
      commands(log, pool).forEachRemaining(scheduler::fold);
    }
    return scheduler.fold(command);
  }

  @Override
  public Verified verify(Progress progress) {
    try (var requests = requests(progress);
        var recorded = scan(topics.allocationDecisions(), SILENT)) {
      return new Verification(requests, recorded).run();
    }
  }

  private static PoolCommands commands(LogScan log, PoolName pool) {
    var commands = new PoolCommands(log, pool);
    if (!commands.hasNext()) {
      throw new NothingThereException(
          "pool %s: no command of it is on the log. Maybe its name is misspelt".formatted(pool));
    }
    return commands;
  }

  private LogScan requests(Progress progress) {
    return scan(topics.allocationRequests(), progress);
  }

  private LogScan scan(Topic<?, ?> topic, Progress progress) {
    return new LogScan(topic.name(), bootstrap, patience, progress);
  }
}
