package io.millrace.connectors.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.millrace.model.deployment.DeploymentEvent;
import io.millrace.model.deployment.DeploymentEvent.Kind;
import io.millrace.model.deployment.ObservedInstance.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a pod's status says of the instance in it. */
record PodView(Pod pod, InstanceMarks marks) {
  private static final Set<String> IMAGE_TROUBLE =
      Set.of("ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull");

  static @Nullable PodView of(Pod pod) {
    var marks = InstanceMarks.read(pod);
    return marks == null ? null : new PodView(pod, marks);
  }

  State state() {
    var running = runningSince();
    if (running == null) {
      return State.PENDING;
    }
    var ready = ready();
    if (ready != null && "True".equals(ready.getStatus())) {
      return State.RUNNING;
    }
    // Readiness that ended after the start is a failure; what was never ready is still starting.
    return ready != null && time(ready.getLastTransitionTime()).isAfter(running)
        ? State.UNHEALTHY
        : State.STARTING;
  }

  Instant since() {
    var running = runningSince();
    return running == null ? created() : running;
  }

  /** In the order in which they happened; some may have been told before. */
  List<DeploymentEvent> events() {
    var events = new ArrayList<DeploymentEvent>();
    var status = status();
    if (status == null) {
      return events;
    }
    end(status.getLastState(), events);
    end(status.getState(), events);
    var waiting = status.getState() == null ? null : status.getState().getWaiting();
    if (waiting != null && IMAGE_TROUBLE.contains(String.valueOf(waiting.getReason()))) {
      var message = Objects.requireNonNullElse(waiting.getMessage(), waiting.getReason());
      events.add(event(Kind.IMAGE_MISSING, created(), message, null));
    }
    running(events);
    return events;
  }

  private void running(List<DeploymentEvent> events) {
    var running = runningSince();
    var ready = ready();
    if (running == null) {
      return;
    }
    events.add(event(Kind.STARTED, running, "", null));
    switch (state()) {
      case RUNNING ->
        events.add(event(Kind.HEALTHY, ready == null ? running : turned(ready), "", null));
      case UNHEALTHY ->
        events.add(event(
            Kind.UNHEALTHY, ready == null ? running : turned(ready), "it is not ready", null));
      case CREATED, PENDING, STARTING, ENDED -> {}
    }
  }

  private void end(@Nullable ContainerState state, List<DeploymentEvent> events) {
    ContainerStateTerminated over = state == null ? null : state.getTerminated();
    if (over == null) {
      return;
    }
    int code = Objects.requireNonNullElse(over.getExitCode(), -1);
    var reason = Objects.requireNonNullElse(over.getReason(), "it ended") + ", exit code " + code;
    events.add(
        event(code == 0 ? Kind.EXITED : Kind.DIED, time(over.getFinishedAt()), reason, code));
  }

  DeploymentEvent event(Kind kind, Instant at, String reason, @Nullable Integer exitCode) {
    return new DeploymentEvent(
        marks.key(), marks.epoch(), marks.node(), kind, at, marks.handle(), reason, exitCode);
  }

  Instant created() {
    return time(pod.getMetadata().getCreationTimestamp());
  }

  boolean isEnding() {
    return pod.getMetadata().getDeletionTimestamp() != null;
  }

  private @Nullable Instant runningSince() {
    var status = status();
    var state = status == null ? null : status.getState();
    var running = state == null ? null : state.getRunning();
    return running == null ? null : time(running.getStartedAt());
  }

  private @Nullable ContainerStatus status() {
    var status = pod.getStatus();
    return status == null
        ? null
        : status.getContainerStatuses().stream()
            .filter(one -> PodContainer.NAME.equals(one.getName()))
            .findFirst()
            .orElse(null);
  }

  private @Nullable PodCondition ready() {
    return pod.getStatus().getConditions().stream()
        .filter(one -> "Ready".equals(one.getType()))
        .findFirst()
        .orElse(null);
  }

  private static Instant turned(PodCondition condition) {
    return time(condition.getLastTransitionTime());
  }

  private static Instant time(@Nullable String text) {
    return text == null || text.isEmpty() ? Instant.EPOCH : Instant.parse(text);
  }
}
