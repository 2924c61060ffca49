package io.millrace.connectors.projection;

import org.jspecify.annotations.Nullable;

/**
 * How a projection is doing.
 *
 * @param trouble what it waits for; null where it waits for nothing
 * @param written records that were written, those of them that came again included
 * @param refused records that went to the dead letters
 * @param retries writes that were tried again
 */
public record ProjectionState(
    Phase phase, @Nullable String trouble, long written, long refused, long retries) {

  /** What it does. */
  public enum Phase {
    /** Not started yet. */
    NEW,
    /** Follows the log. */
    RUNNING,
    /** Its target, or the log, is away; it tries again and again. */
    WAITING,
    /** Closed, or at its end for good. */
    STOPPED
  }

  @Override
  public String toString() {
    return trouble == null ? phase.name() : phase + ": " + trouble;
  }
}
