package io.millrace.model.deployment;

import io.millrace.model.node.NodeName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An instance that is there, running or not.
 *
 * @param handle what the engine calls it; another one means that it was made anew
 * @param since when it came into this state, by the engine's clock
 * @param exitCode of an instance that has ended, where the engine knows it
 */
public record ObservedInstance(
    InstanceKey key,
    Epoch epoch,
    NodeName node,
    String handle,
    State state,
    Instant since,
    @Nullable Integer exitCode) {

  /** Where it is in its life. */
  public enum State {
    /** There, but not complete or not started: its making was cut short. */
    CREATED,
    /** Its engine has taken it over and will start it. */
    PENDING,
    /** Started; whether it is healthy is not known yet. */
    STARTING,
    /** Runs; where it has a health check, that passes. */
    RUNNING,
    /** Runs, but its health check fails. */
    UNHEALTHY,
    /** Does not run any more. */
    ENDED
  }
}
