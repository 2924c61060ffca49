package io.millrace.scheduler.replay;

import io.millrace.model.placement.command.PlacementCommand;
import io.millrace.model.placement.decision.NodeVerdict;
import io.millrace.model.placement.state.PoolSnapshot;
import io.millrace.scheduler.fold.Scheduler;
import io.millrace.scheduler.serve.Watcher;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what every node was worth to an allocation, by deciding again. */
public final class Explainer {
  private Explainer() {}

  private static final class Found implements Watcher {
    private final String allocation;

    @Nullable
    private List<NodeVerdict> verdicts;

    Found(String allocation) {
      this.allocation = allocation;
    }

    @Override
    public boolean isLooking() {
      return verdicts == null;
    }

    @Override
    public void placed(String placed, List<NodeVerdict> seen) {
      if (placed.equals(allocation)) {
        verdicts = seen;
      }
    }
  }

  /**
   * The verdict on every node, in the order in which the nodes were added.
   *
   * @param from the state before the first of the commands; the nearer to the placement, the sooner
   *     it is found
   * @param commands in their order, at least to the one that led to the allocation
   * @return null where they do not lead to it
   */
  @Nullable
  public static List<NodeVerdict> explain(
      PoolSnapshot from, Iterable<PlacementCommand> commands, String allocation) {
    var found = new Found(allocation);
    var scheduler = Scheduler.watched(from, found);
    for (var command : commands) {
      scheduler.fold(command);
      if (found.verdicts != null) {
        return found.verdicts;
      }
    }
    return null;
  }
}
