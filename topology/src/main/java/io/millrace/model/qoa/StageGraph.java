package io.millrace.model.qoa;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which stages of an application come right before which. It has no cycles. */
public final class StageGraph {
  private final Map<String, Set<String>> previous;

  private StageGraph(Map<String, Set<String>> previous) {
    this.previous = previous;
  }

  /**
   * @param previous by stage, the stages right before it; a stage that is no key comes first
   * @throws IllegalArgumentException if a stage comes before itself
   */
  public static StageGraph of(Map<String, Set<String>> previous) {
    var copy = new TreeMap<String, Set<String>>();
    previous.forEach((stage, before) -> copy.put(stage, Set.copyOf(before)));
    var graph = new StageGraph(copy);
    for (var stage : copy.keySet()) {
      if (graph.before(stage).contains(stage)) {
        throw new IllegalArgumentException(
            "stage graph: \"%s\" comes before itself".formatted(stage));
      }
    }
    return graph;
  }

  /** The stage itself and all that come before it, near or far. */
  public Set<String> upTo(String stage) {
    var all = new HashSet<>(before(stage));
    all.add(stage);
    return all;
  }

  private Set<String> before(String stage) {
    var found = new LinkedHashSet<String>();
    var open = new ArrayDeque<>(previous.getOrDefault(stage, Set.of()));
    while (!open.isEmpty()) {
      var next = open.remove();
      if (found.add(next)) {
        open.addAll(previous.getOrDefault(next, Set.of()));
      }
    }
    return found;
  }
}
