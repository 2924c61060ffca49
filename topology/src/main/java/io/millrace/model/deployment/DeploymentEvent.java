package io.millrace.model.deployment;

import io.millrace.model.node.NodeName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to an instance. After a restart of who reports, the same may be reported again.
 *
 * @param handle what the engine calls the instance; empty where none was made
 * @param reason in plain words; empty where there is nothing to say
 * @param at by the engine's clock where it comes from there
 * @param exitCode where the instance ended and the engine knows it
 */
public record DeploymentEvent(
    InstanceKey key,
    Epoch epoch,
    NodeName node,
    Kind kind,
    Instant at,
    String handle,
    String reason,
    @Nullable Integer exitCode) {

  /** What happened. */
  public enum Kind {
    /** It runs. */
    STARTED,
    /** Its health check passes. */
    HEALTHY,
    /** Its health check fails. */
    UNHEALTHY,
    /** It ended by itself, with exit code 0. */
    EXITED,
    /** It was killed, failed, or was taken away by someone else. */
    DIED,
    /** It cannot be made: its image is not to be had. */
    IMAGE_MISSING,
    /** It cannot be made for another reason. */
    REFUSED,
    /** It was removed because it is not wanted any more. */
    REMOVED;

    /** Whether nothing of it runs afterwards. */
    public boolean isEnd() {
      return this == EXITED || this == DIED || this == REMOVED;
    }
  }

  public static DeploymentEvent of(ObservedInstance seen, Kind kind, Instant at, String reason) {
    return new DeploymentEvent(
        seen.key(), seen.epoch(), seen.node(), kind, at, seen.handle(), reason, seen.exitCode());
  }

  /** One whose making failed. */
  public static DeploymentEvent of(DesiredInstance wanted, Kind kind, Instant at, String reason) {
    return new DeploymentEvent(
        wanted.key(), wanted.epoch(), wanted.node(), kind, at, "", reason, null);
  }
}
