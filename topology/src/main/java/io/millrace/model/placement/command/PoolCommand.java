package io.millrace.model.placement.command;

import io.millrace.model.placement.Checks;
import io.millrace.model.placement.policy.Policy;

/** A command about the whole pool. */
public sealed interface PoolCommand extends PlacementCommand {
  /** Places by another policy from now on. */
  record SetPolicy(Origin origin, Policy policy) implements PoolCommand {}

  /**
   * Stops placing, or goes on. While stopped, everything is noted and what would be placed waits.
   */
  record SetActive(Origin origin, boolean active) implements PoolCommand {}

  /**
   * Moves instances to where they leave more room for typical demands.
   *
   * @param most moves; the policy's budget bounds it, too
   */
  record Rebalance(Origin origin, int most) implements PoolCommand {
    public Rebalance {
      Checks.within("most moves", most, 0, 100_000);
    }
  }

  /** Tries again what waits; nodes on which it failed are tried, too. */
  record Retry(Origin origin) implements PoolCommand {}
}
