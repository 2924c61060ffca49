package io.millrace.model.qoa;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which instances worked on one answer, and on whose results. As reported: it may name instances that are not in it,
 * and may have cycles.
 *
 * @param endPoint the instance that gave the answer
 */
public record ExecutionGraph(@Nullable String endPoint, List<Node> nodes) {
  public ExecutionGraph {
    nodes = List.copyOf(nodes);
  }

  /**
   * One instance.
   *
   * @param previous the instances whose results it worked on
   */
  public record Node(
      String instance,
      @Nullable String name,
      @Nullable String stage,
      @Nullable String functionality,
      List<String> previous) {
    public Node {
      previous = List.copyOf(previous);
    }
  }

  /** The stage of an instance; null where the graph does not tell. */
  public @Nullable String stageOf(String instance) {
    for (var node : nodes) {
      if (node.instance().equals(instance)) {
        return node.stage();
      }
    }
    return null;
  }
}
