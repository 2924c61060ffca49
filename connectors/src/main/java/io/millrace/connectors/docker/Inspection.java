package io.millrace.connectors.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import io.millrace.model.deployment.ObservedInstance;
import io.millrace.model.deployment.ObservedInstance.State;
import io.millrace.model.node.NodeName;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A container as it is seen. */
final class Inspection {
  private Inspection() {}

  /** Absent if it is not one of ours. */
  static @Nullable ObservedInstance read(InspectContainerResponse container, NodeName node) {
    var labels = InstanceLabels.read(container.getConfig().getLabels());
    if (labels == null) {
      return null;
    }
    var engine = container.getState();
    var state = state(engine);
    return new ObservedInstance(
        labels.key(),
        labels.epoch(),
        node,
        container.getId(),
        state,
        since(container, state),
        exitCode(engine, state));
  }

  private static State state(ContainerState engine) {
    return switch (Objects.requireNonNullElse(engine.getStatus(), "")) {
      case "created" -> State.CREATED;
      // The engine is about to start it again by itself.
      case "restarting" -> State.STARTING;
      case "running", "paused" -> running(engine);
      default -> State.ENDED;
    };
  }

  private static State running(ContainerState engine) {
    var health = engine.getHealth();
    return switch (health == null ? "none" : String.valueOf(health.getStatus())) {
      case "starting" -> State.STARTING;
      case "unhealthy" -> State.UNHEALTHY;
      default -> State.RUNNING;
    };
  }

  private static Instant since(InspectContainerResponse container, State state) {
    var engine = container.getState();
    return switch (state) {
      case CREATED, PENDING -> Instant.parse(String.valueOf(container.getCreated()));
      case STARTING, RUNNING, UNHEALTHY -> Instant.parse(String.valueOf(engine.getStartedAt()));
      case ENDED -> Instant.parse(String.valueOf(engine.getFinishedAt()));
    };
  }

  private static @Nullable Integer exitCode(ContainerState engine, State state) {
    var code = engine.getExitCodeLong();
    return state != State.ENDED || code == null ? null : code.intValue();
  }
}
