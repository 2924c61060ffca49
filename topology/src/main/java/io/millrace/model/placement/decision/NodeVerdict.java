package io.millrace.model.placement.decision;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one node was worth to one instance.
 *
 * @param refusedBy the filter's name; null: it could take it
 * @param reason what was wanted and what was there; empty where it could take it
 * @param total 0 where it was refused
 * @param components empty where it was refused
 */
public record NodeVerdict(
    String node,
    @Nullable String refusedBy,
    String reason,
    long total,
    long left,
    List<Explanation.Component> components) {
  public NodeVerdict {
    components = List.copyOf(components);
  }
}
