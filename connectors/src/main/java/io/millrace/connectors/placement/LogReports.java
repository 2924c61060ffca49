package io.millrace.connectors.placement;

import io.millrace.model.deployment.DeploymentEvent;
import io.millrace.model.deployment.Epoch;
import io.millrace.model.deployment.InstanceKey;
import io.millrace.model.node.NodeName;
import io.millrace.model.node.PoolName;
import io.millrace.model.placement.command.Origin;
import io.millrace.model.placement.command.ServiceCommand.Report;
import io.millrace.port.DeploymentReports;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports of deployers as commands; whether nodes answer goes to the watcher, who knows how long that matters. */
final class LogReports implements DeploymentReports {
  private static final String BY = "deployer";

  private static final int ATTEMPTS = 3;
  private static final Logger LOG = LoggerFactory.getLogger(LogReports.class);

  private final Map<Attempt, Integer> failures = new ConcurrentHashMap<>();
  private final CommandSink commands;
  private final Function<DeploymentEvent, @Nullable String> serviceOf;
  private final NodeWatcher watcher;

  /** @param serviceOf the service of an instance; null: it is not known, and nothing is told of it */
  LogReports(
      CommandSink commands,
      Function<DeploymentEvent, @Nullable String> serviceOf,
      NodeWatcher watcher) {
    this.commands = commands;
    this.serviceOf = serviceOf;
    this.watcher = watcher;
  }

  @Override
  public void instance(DeploymentEvent event) {
    if (isToBeTriedAgain(event)) {
      LOG.info("{} on node {}: {}", event.key(), event.node(), event.reason());
      return;
    }
    var service = serviceOf.apply(event);
    if (service == null) {
      // It is no part of the pool any more: its end is what was decided.
      return;
    }
    var origin = new Origin(
        BY + "-" + UUID.randomUUID(), Math.max(0, event.at().toEpochMilli()), BY, event.handle());
    commands.send(
        event.key().pool(),
        new Report(
            origin,
            service,
            event.key().allocation().value(),
            event.epoch().value(),
            kind(event.kind()),
            detail(event)));
  }

  // An engine that is about to stop refuses everything, and an image may be on its way.
  private boolean isToBeTriedAgain(DeploymentEvent event) {
    var attempt = new Attempt(event.key(), event.epoch());
    if (kind(event.kind()) != Report.Event.FAILED) {
      failures.remove(attempt);
      return false;
    }
    if (failures.merge(attempt, 1, Integer::sum) < ATTEMPTS) {
      return true;
    }
    failures.remove(attempt);
    return false;
  }

  private record Attempt(InstanceKey key, Epoch epoch) {}

  private static Report.Event kind(DeploymentEvent.Kind kind) {
    return switch (kind) {
      case STARTED -> Report.Event.STARTED;
      case HEALTHY -> Report.Event.HEALTHY;
      case UNHEALTHY -> Report.Event.UNHEALTHY;
      case EXITED, DIED -> Report.Event.DIED;
      case IMAGE_MISSING, REFUSED -> Report.Event.FAILED;
      case REMOVED -> Report.Event.STOPPED;
    };
  }

  private static String detail(DeploymentEvent event) {
    return event.kind() == DeploymentEvent.Kind.EXITED && event.reason().isEmpty()
        ? "it ended by itself"
        : event.reason();
  }

  @Override
  public void node(PoolName pool, NodeName node, Reach reach, Instant at) {
    watcher.reached(pool, node, reach);
  }
}
