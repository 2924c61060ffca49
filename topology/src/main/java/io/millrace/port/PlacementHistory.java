package io.millrace.port;

import io.millrace.model.node.PoolName;
import io.millrace.model.placement.command.Origin;
import io.millrace.model.placement.command.PlacementCommand;
import io.millrace.model.placement.decision.Decision;
import io.millrace.model.placement.decision.NodeVerdict;
import io.millrace.model.placement.policy.Policy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What can be told of placements by deciding the log again. Calls read the log, and may take long. */
public interface PlacementHistory {
  /** The verdict on every node when an allocation was placed; null where the log does not lead to it. */
  @Nullable
  List<NodeVerdict> explain(PoolName pool, String allocation, Progress progress);

  /**
   * What would have come of the pool's commands since a time under other policies, each of which holds to the end; first
   * under the policy that was in force then, and those that the log has set since. What was before is as it was: it is
   * read, and not counted.
   *
   * @throws IllegalArgumentException if the pool would refuse a policy, or there are too many of them
   * @throws NothingThereException if no command of the pool is on the log
   */
  List<Judged> whatIf(PoolName pool, Instant from, List<Policy> policies, Progress progress);

  /** Is told now and then how much of the log was read. */
  @FunctionalInterface
  interface Progress {
    /** @param of where the log ended when the call came */
    void at(long done, long of);
  }

  /** The policies that a pool has had by commands, the oldest first; those that were refused are not among them. */
  List<PolicyVersion> policies(PoolName pool, Progress progress);

  /**
   * What would be decided on a command now, without its being written anywhere.
   *
   * @throws NothingThereException if no command of the pool is on the log
   */
  List<Decision> predict(PoolName pool, PlacementCommand command, Progress progress);

  /** Decides the whole log again, and compares every decision byte for byte with what was decided. */
  Verified verify(Progress progress);

  /** There is no command of a pool, so that nothing can be told of it. Maybe its name is misspelt. */
  final class NothingThereException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public NothingThereException(String message) {
      super(message);
    }
  }

  /** The log does not answer now. */
  final class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UnavailableException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * A policy, and how it came.
   *
   * @param origin of the command
   * @param policy with its version
   */
  record PolicyVersion(Origin origin, Policy policy) {}

  /**
   * What a policy came to.
   *
   * @param placed how many instances got a node, moves included
   * @param moved how many of them replaced another
   * @param preempted how many had to go for a higher priority
   * @param queued how many times a service was told that it has to wait
   * @param passedOver how many changes of the policy the log has since, which did not hold here
   * @param violations how many instances stand at the end where a rule that their service demands is broken, by rule;
   *     a policy may leave rules out, and neighbours come later
   * @param usage of the pool at the end: what there is, what is used, and what cannot be used by demands that are
   *     the same ones for all policies
   */
  record Judged(
      String policy,
      int placed,
      int moved,
      int preempted,
      int queued,
      int passedOver,
      Map<String, Integer> violations,
      Map<String, Long> usage) {}

  /**
   * How far the log decides the same again.
   *
   * @param pending commands at the end that are not decided yet
   * @param difference the first, with what was decided then and now; null: there is none
   */
  record Verified(
      long commands, long decisions, long pending, @Nullable String difference) {}
}
