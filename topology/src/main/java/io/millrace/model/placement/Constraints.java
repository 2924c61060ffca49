package io.millrace.model.placement;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where instances of a service may stand.
 *
 * @param required labels that its nodes must satisfy, all of them
 * @param preferred labels that make a node better
 * @param near services next to one of whose instances it must stand; while there is none of them,
 *     anywhere
 * @param apart services none of whose instances may be near; naming the service itself spreads it
 *     out
 * @param spread null: its instances may stand as unevenly as they like
 * @param maxPerNode most instances on one node; 0: no bound
 */
public record Constraints(
    List<LabelRule> required,
    List<Preference> preferred,
    List<Neighbour> near,
    List<Neighbour> apart,
    @Nullable Spread spread,
    int maxPerNode,
    List<Taint.Toleration> tolerations) {
  public static final Constraints NONE =
      new Constraints(List.of(), List.of(), List.of(), List.of(), null, 0, List.of());

  public Constraints {
    required = List.copyOf(required);
    preferred = List.copyOf(preferred);
    near = List.copyOf(near);
    apart = List.copyOf(apart);
    tolerations = List.copyOf(tolerations);
    Checks.within("maxPerNode", maxPerNode, 0, Integer.MAX_VALUE);
  }

  public Constraints withMaxPerNode(int most) {
    return new Constraints(required, preferred, near, apart, spread, most, tolerations);
  }

  public Constraints withRequired(LabelRule... rules) {
    return new Constraints(List.of(rules), preferred, near, apart, spread, maxPerNode, tolerations);
  }

  public Constraints withNear(Neighbour... others) {
    return new Constraints(
        required, preferred, List.of(others), apart, spread, maxPerNode, tolerations);
  }

  public Constraints withApart(Neighbour... others) {
    return new Constraints(
        required, preferred, near, List.of(others), spread, maxPerNode, tolerations);
  }

  public Constraints withSpread(Spread evenly) {
    return new Constraints(required, preferred, near, apart, evenly, maxPerNode, tolerations);
  }

  public Constraints withTolerations(Taint.Toleration... taints) {
    return new Constraints(required, preferred, near, apart, spread, maxPerNode, List.of(taints));
  }

  /**
   * What a node's labels must say.
   *
   * @param values of {@code IN} and {@code NOT_IN}; not looked at otherwise
   */
  public record LabelRule(String key, Operator operator, List<String> values) {
    public LabelRule {
      Checks.id("label", key);
      values = List.copyOf(values);
    }

    /** {@code NOT_IN} holds for a node without the label, too. */
    public enum Operator {
      IN,
      NOT_IN,
      EXISTS,
      ABSENT
    }

    public boolean holds(Map<String, String> labels) {
      var value = labels.get(key);
      return switch (operator) {
        case IN -> value != null && values.contains(value);
        case NOT_IN -> value == null || !values.contains(value);
        case EXISTS -> value != null;
        case ABSENT -> value == null;
      };
    }
  }

  /** @param weight how much better, 1 to 1000; negative: worse */
  public record Preference(LabelRule rule, int weight) {
    public Preference {
      Checks.within("weight of " + rule, weight, -1000, 1000);
    }
  }

  /**
   * Another service, or the service itself.
   *
   * @param within near is the same value of this label; empty: the same node
   */
  public record Neighbour(String service, String within) {
    public Neighbour {
      Checks.id("service", service);
    }
  }

  /**
   * Between any two values of a label the numbers of instances differ by at most the skew.
   *
   * @param label nodes without it take no instance
   */
  public record Spread(String label, int skew) {
    public Spread {
      Checks.id("label", label);
      Checks.within("skew", skew, 1, 1_000_000);
    }
  }
}
