package io.millrace.connectors.deployer;

import io.millrace.model.deployment.DeploymentEvent;
import io.millrace.model.deployment.DeploymentEvent.Kind;
import io.millrace.model.deployment.InstanceKey;
import io.millrace.model.deployment.ObservedInstance;
import io.millrace.port.DeploymentReports;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reports what happens to a node's instances, each change once, though it is told of it twice: by the engine's events,
 * and by looking. Either may miss something or be late.
 */
final class Transitions {
  private static final int MOST_ENDED = 1000;

  private final DeploymentReports reports;
  private final Map<InstanceKey, DeploymentEvent> up = new HashMap<>();
  /** The last that have ended, by their handle, so that what is told late is not believed. */
  private final Map<String, Instant> ended = new LinkedHashMap<>() {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
      return size() > MOST_ENDED;
    }
  };

  Transitions(DeploymentReports reports) {
    this.reports = reports;
  }

  /**
   * The engine tells of something. That something which has ended runs again is not believed before it is seen: the
   * telling may be older than the look that showed the end, and engines are not exact about the time.
   */
  void told(DeploymentEvent event) {
    if (!ended.containsKey(event.handle())) {
      happened(event);
    }
  }

  // If reporting throws, nothing has changed here.
  private void happened(DeploymentEvent event) {
    var before = up.get(event.key());
    if (isOld(event) || isKnown(event, before)) {
      return;
    }
    reports.instance(event);
    if (event.kind().isEnd()) {
      if (before != null && before.handle().equals(event.handle())) {
        up.remove(event.key());
      }
      ended.put(event.handle(), event.at());
    } else {
      ended.remove(event.handle());
      up.put(event.key(), event);
    }
  }

  private boolean isOld(DeploymentEvent event) {
    var end = ended.get(event.handle());
    // Not "after": some engines count in whole seconds.
    return end != null && (event.kind() != Kind.STARTED || event.at().isBefore(end));
  }

  private static boolean isKnown(DeploymentEvent event, @Nullable DeploymentEvent before) {
    return before != null
        && before.handle().equals(event.handle())
        && !event.kind().isEnd()
        && (event.kind() == before.kind() || (event.kind() == Kind.STARTED && isUp(before)));
  }

  private static boolean isUp(DeploymentEvent last) {
    return last.kind() == Kind.HEALTHY || last.kind() == Kind.UNHEALTHY;
  }

  /** All that is there now. */
  void observed(Collection<ObservedInstance> seen, Instant now) {
    for (var instance : seen) {
      look(instance, now);
    }
    var handles = seen.stream().map(ObservedInstance::handle).collect(Collectors.toSet());
    for (var last : new ArrayList<>(up.values())) {
      if (!handles.contains(last.handle())) {
        happened(new DeploymentEvent(
            last.key(),
            last.epoch(),
            last.node(),
            Kind.DIED,
            now,
            last.handle(),
            "it is not there any more",
            null));
      }
    }
  }

  private void look(ObservedInstance seen, Instant now) {
    switch (seen.state()) {
      case CREATED, PENDING -> {}
      case STARTING -> happened(DeploymentEvent.of(seen, Kind.STARTED, seen.since(), ""));
      case RUNNING -> runs(seen, Kind.HEALTHY, "", now);
      case UNHEALTHY -> runs(seen, Kind.UNHEALTHY, "its health check fails", now);
      case ENDED -> ended(seen);
    }
  }

  // When it became healthy is not known, only that it is so now.
  private void runs(ObservedInstance seen, Kind health, String reason, Instant now) {
    happened(DeploymentEvent.of(seen, Kind.STARTED, seen.since(), ""));
    happened(DeploymentEvent.of(seen, health, now, reason));
  }

  private void ended(ObservedInstance seen) {
    var code = seen.exitCode();
    boolean well = code != null && code == 0;
    happened(DeploymentEvent.of(
        seen,
        well ? Kind.EXITED : Kind.DIED,
        seen.since(),
        code == null ? "it does not run" : "exit code " + code));
  }

  /** We have removed one. */
  void removed(ObservedInstance instance, Instant now) {
    happened(DeploymentEvent.of(instance, Kind.REMOVED, now, ""));
  }

  /** One could not be made. */
  void failed(DeploymentEvent event) {
    reports.instance(event);
  }
}
