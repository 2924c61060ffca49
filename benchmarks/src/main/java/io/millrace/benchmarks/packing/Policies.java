package io.millrace.benchmarks.packing;

import io.millrace.model.placement.policy.Policy;
import io.millrace.model.placement.policy.Policy.Shape;
import io.millrace.model.placement.policy.Strategy;
import io.millrace.model.placement.policy.TieRule;
import java.util.List;
import java.util.Map;

/** The policies that are compared; the first one is the default. */
final class Policies {
  private Policies() {}

  static List<Policy> all(List<Shape> typical) {
    var bare = Policy.DEFAULT.withPreemption(false).withShapes(typical).withTie(TieRule.NODE_ORDER);
    return List.of(
        bare.withTie(TieRule.BEST_FIT),
        bare.named("fgd-node-order").withScores(Map.of("fragmentation", 1)),
        bare.named("first-fit").withStrategy(Strategy.FIRST_FIT),
        bare.named("best-fit").withStrategy(Strategy.BEST_FIT).withScores(Map.of("fit", 1)),
        bare.named("worst-fit").withStrategy(Strategy.WORST_FIT).withScores(Map.of("fit", 1)),
        bare.named("dot-product").withScores(Map.of("dot-product", 1)),
        bare.named("balance").withScores(Map.of("balance", 1)));
  }
}
