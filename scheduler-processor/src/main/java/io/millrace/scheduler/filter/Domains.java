package io.millrace.scheduler.filter;

import io.millrace.model.placement.Constraints.Neighbour;
import io.millrace.model.placement.ServiceSpec;
import io.millrace.scheduler.pool.Node;
import io.millrace.scheduler.pool.Pool;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How many instances of services stand within the values of labels, as far as a service's rules ask
 * for it.
 */
final class Domains {
  private final Map<Neighbour, Map<String, Integer>> counts = new HashMap<>();
  private final Set<String> spreadValues = new HashSet<>();
  private final boolean matter;

  private Domains(boolean matter) {
    this.matter = matter;
  }

  static Domains of(Pool pool, ServiceSpec spec, List<Neighbour> apart) {
    var rules = spec.constraints();
    boolean matter = rules.spread() != null
        || !rules.near().isEmpty()
        || apart.stream().anyMatch(rule -> !rule.within().isEmpty());
    var domains = new Domains(matter);
    if (matter) {
      rules.near().forEach(rule -> domains.count(pool, rule, spec.id()));
      apart.forEach(rule -> domains.count(pool, rule, spec.id()));
      if (rules.spread() != null) {
        var label = rules.spread().label();
        domains.count(pool, new Neighbour(spec.id(), label), spec.id());
        pool.nodes().forEach(node -> domains.noteValue(node, label));
      }
    }
    return domains;
  }

  private void noteValue(Node node, String label) {
    var value = node.spec().labels().get(label);
    if (value != null) {
      spreadValues.add(value);
    }
  }

  private void count(Pool pool, Neighbour rule, String self) {
    var byValue = counts.computeIfAbsent(rule, key -> new HashMap<>());
    byValue.clear();
    for (var node : pool.nodes()) {
      int many = instances(node, rule.service(), self);
      var value = value(node, rule);
      if (many > 0 && value != null) {
        byValue.merge(value, many, Integer::sum);
      }
    }
  }

  /** What is about to leave does not count for its own service. */
  static int instances(Node node, String service, String self) {
    return service.equals(self) ? node.count(service) : node.residents().getOrDefault(service, 0);
  }

  private static @Nullable String value(Node node, Neighbour rule) {
    return rule.within().isEmpty() ? node.id() : node.spec().labels().get(rule.within());
  }

  boolean matter() {
    return matter;
  }

  /** Instances in the node's domain; 0 where the node has no such label. */
  int near(Node node, Neighbour rule) {
    var value = value(node, rule);
    return value == null ? 0 : counts.getOrDefault(rule, Map.of()).getOrDefault(value, 0);
  }

  boolean anywhere(Neighbour rule) {
    return !counts.getOrDefault(rule, Map.of()).isEmpty();
  }

  /** The least of any value of the spread's label. */
  int least(Neighbour rule) {
    var byValue = counts.getOrDefault(rule, Map.of());
    int least = Integer.MAX_VALUE;
    for (var value : spreadValues) {
      least = Math.min(least, byValue.getOrDefault(value, 0));
    }
    return least;
  }
}
