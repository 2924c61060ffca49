package io.millrace.model.placement.decision;

import io.millrace.model.placement.Allocation;
import io.millrace.model.placement.ServiceSpec;

/**
 * What came of a command. One command may lead to several decisions; every command leads to at
 * least one.
 */
public sealed interface Decision {
  Stamp stamp();

  /**
   * An instance got a node: it is to run from now on.
   *
   * @param service what it runs, as it was at its placement
   * @param gain what a move was predicted to free for typical demands, in thousandths of devices; 0
   *     for others
   */
  record Placed(
      Stamp stamp, Allocation allocation, ServiceSpec service, Explanation explanation, long gain)
      implements Decision {}

  /**
   * Instances wait until there is room for them.
   *
   * @param missing how many
   */
  record Queued(Stamp stamp, String service, int missing, String reason, Explanation explanation)
      implements Decision {}

  /** An instance is not to run any more, and what it held is free. */
  record Freed(
      Stamp stamp,
      String allocation,
      long epoch,
      String service,
      String node,
      Reason reason,
      String detail)
      implements Decision {
    /** Why. */
    public enum Reason {
      SCALED_IN,
      SERVICE_REMOVED,
      /** The instance that replaces it works. */
      REPLACED,
      NODE_LOST,
      NODE_REMOVED,
      NODE_CHANGED,
      /** A service of a higher priority needs the room. */
      PREEMPTED,
      FAILED,
      /** It was to replace another, or to be one of a gang, and is not wanted any more. */
      ABANDONED
    }
  }

  /** The command was folded. */
  record Applied(Stamp stamp, String what) implements Decision {}

  /** The command changed nothing. */
  record Refused(Stamp stamp, String reason) implements Decision {}
}
