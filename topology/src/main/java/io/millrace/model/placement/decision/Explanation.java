package io.millrace.model.placement.decision;

import io.millrace.model.placement.Checks;
import io.millrace.model.placement.policy.TieRule;
import java.util.List;
import java.util.Map;

/**
 * Why an instance went where it went; the whole matrix is rebuilt by deciding again.
 *
 * @param nodes how many were looked at
 * @param candidates the best of those that could take it, the best first
 * @param refusals how many nodes each filter refused; the first filter that refuses a node counts
 */
public record Explanation(
    int nodes, List<Candidate> candidates, Map<String, Integer> refusals, TieRule tie) {
  public Explanation {
    candidates = List.copyOf(candidates);
    refusals = Checks.sorted(refusals);
  }

  /**
   * A node that could take the instance.
   *
   * @param total the weighted sum of the components
   * @param left what ties are broken by: less is better, where the tie rule looks at it
   */
  public record Candidate(String node, long total, long left, List<Component> components) {
    public Candidate {
      components = List.copyOf(components);
    }
  }

  /**
   * Part of a score.
   *
   * @param value 0 to 1000; more is better
   */
  public record Component(String score, int weight, int value) {}
}
