package io.millrace.connectors.rabbitmq.mirror;

import org.jspecify.annotations.Nullable;

/**
 * How a mirror is doing.
 *
 * @param trouble what it waits for, or what ended it; null where nothing is wrong
 * @param mirrored records that are kept on the other side
 * @param skipped records that came from there
 * @param refused records that went to the dead letters
 * @param missed records that were removed before they could be mirrored
 * @param reconnects how often it started anew
 */
public record MirrorState(
    Phase phase,
    @Nullable String trouble,
    long mirrored,
    long skipped,
    long refused,
    long missed,
    long reconnects) {

  /** What it does. */
  public enum Phase {
    /** Not started yet. */
    NEW,
    /** Mirrors. */
    RUNNING,
    /** One side is away; it tries again and again. */
    WAITING,
    /** Closed, or at its end for good. */
    STOPPED
  }

  @Override
  public String toString() {
    return trouble == null ? phase.name() : phase + ": " + trouble;
  }
}
