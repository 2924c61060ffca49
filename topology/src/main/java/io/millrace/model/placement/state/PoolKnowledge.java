package io.millrace.model.placement.state;

import io.millrace.model.placement.policy.Policy;
import io.millrace.model.placement.policy.Policy.Shape;
import java.util.List;

/**
 * What belongs to no single node or service, and seldom changes.
 *
 * @param typical the shapes that fragmentation is measured with unless the policy has some
 * @param slowdowns as measured
 */
public record PoolKnowledge(Policy policy, List<Shape> typical, List<Slowdown> slowdowns) {
  public PoolKnowledge {
    typical = List.copyOf(typical);
    slowdowns = List.copyOf(slowdowns);
  }

  /**
   * @param permille how much slower the service is beside the other, as an average over
   *     measurements
   */
  public record Slowdown(String service, String beside, int permille) {}
}
