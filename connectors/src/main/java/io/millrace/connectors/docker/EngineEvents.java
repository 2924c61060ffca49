package io.millrace.connectors.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Event;
import io.millrace.model.deployment.DeploymentEvent;
import io.millrace.model.deployment.DeploymentEvent.Kind;
import io.millrace.model.node.NodeName;
import io.millrace.port.Deployer;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what an engine tells into events. */
final class EngineEvents extends ResultCallback.Adapter<Event> implements Deployer.Watch {
  /** What is asked for: every probe of a health check makes three other events. */
  static final String[] ACTIONS = {"start", "health_status", "oom", "die", "destroy"};

  private static final Logger LOG = LoggerFactory.getLogger(EngineEvents.class);
  private static final long NANOS = 1_000_000_000;

  private final NodeName node;
  private final Deployer.Listener listener;
  private final AtomicBoolean over = new AtomicBoolean();
  private final Set<String> outOfMemory = ConcurrentHashMap.newKeySet();

  EngineEvents(NodeName node, Deployer.Listener listener) {
    this.node = node;
    this.listener = listener;
  }

  @Override
  public void onNext(Event event) {
    var actor = event.getActor();
    var labels = actor == null ? null : InstanceLabels.read(actor.getAttributes());
    var handle = event.getId();
    if (actor == null || labels == null || handle == null) {
      return;
    }
    if ("oom".equals(event.getAction())) {
      outOfMemory.add(handle);
      return;
    }
    var seen = seen(event, Objects.requireNonNullElse(actor.getAttributes(), Map.of()), handle);
    if (seen != null) {
      listener.happened(new DeploymentEvent(
          labels.key(),
          labels.epoch(),
          node,
          seen.kind,
          time(event),
          handle,
          seen.reason,
          seen.exitCode));
    }
  }

  private @Nullable Seen seen(Event event, Map<String, String> attributes, String handle) {
    return switch (Objects.requireNonNullElse(event.getAction(), "")) {
      case "start" -> new Seen(Kind.STARTED, "", null);
      case "health_status: healthy" -> new Seen(Kind.HEALTHY, "", null);
      case "health_status: unhealthy" -> new Seen(Kind.UNHEALTHY, "its health check fails", null);
      case "die" -> ended(attributes.getOrDefault("exitCode", ""), outOfMemory.remove(handle));
      case "destroy" -> new Seen(Kind.DIED, "it was removed", null);
      default -> null;
    };
  }

  private static Seen ended(String exitCode, boolean outOfMemory) {
    int code = exitCode.matches("\\d{1,9}") ? Integer.parseInt(exitCode) : -1;
    return code == 0
        ? new Seen(Kind.EXITED, "exit code 0", 0)
        : new Seen(
            Kind.DIED, (outOfMemory ? "out of memory, " : "") + "exit code " + exitCode, code);
  }

  private static Instant time(Event event) {
    var nanos = event.getTimeNano();
    return nanos == null
        ? Instant.ofEpochSecond(Objects.requireNonNullElse(event.getTime(), 0L))
        : Instant.ofEpochSecond(nanos / NANOS, nanos % NANOS);
  }

  @Override
  public void onError(Throwable throwable) {
    end(DockerFailures.reason(throwable));
  }

  @Override
  public void onComplete() {
    end("the engine has ended the stream of events");
    super.onComplete();
  }

  private void end(String reason) {
    // Closing makes an error of its own, which is nobody's business.
    if (over.compareAndSet(false, true)) {
      listener.ended(reason);
    }
  }

  @Override
  public void close() {
    over.set(true);
    try {
      super.close();
    } catch (IOException e) {
      LOG.debug("The connection was broken already, which ends the watch as well", e);
    }
  }

  private record Seen(Kind kind, String reason, @Nullable Integer exitCode) {}
}
