package io.millrace.scheduler.fold;

import io.millrace.model.placement.NodeSpec;
import io.millrace.model.placement.NodeState;
import io.millrace.model.placement.Taint;
import io.millrace.model.placement.command.NodeCommand;
import io.millrace.model.placement.decision.Decision.Freed.Reason;
import io.millrace.scheduler.pool.Instance;
import io.millrace.scheduler.pool.Node;
import io.millrace.scheduler.pool.Pool;
import io.millrace.scheduler.serve.Outcomes;
import io.millrace.scheduler.serve.Worklist;
import java.util.Comparator;
import java.util.List;

/** Folds what is said of nodes. */
final class NodeFold {
  private static final Comparator<Instance> MOST_IMPORTANT = Comparator.comparingInt(
          (Instance instance) -> -instance.service().spec().priority())
      .thenComparingLong(instance -> instance.allocation().epoch());

  private final Pool pool;
  private final Worklist worklist;

  NodeFold(Pool pool, Worklist worklist) {
    this.pool = pool;
    this.worklist = worklist;
  }

  void fold(NodeCommand command, Outcomes outcomes) {
    var node = pool.node(command.node());
    if (command instanceof NodeCommand.Add add) {
      add(add.spec(), outcomes);
    } else if (node == null) {
      outcomes.refused("node %s is unknown".formatted(command.node()));
    } else if (command instanceof NodeCommand.Update update) {
      outcomes.applied("node %s updated".formatted(node.id()));
      update(node, update.spec(), node.state(), outcomes);
    } else if (command instanceof NodeCommand.Change change) {
      change(node, change.to(), outcomes);
    } else if (command instanceof NodeCommand.Return) {
      comeBack(node, outcomes);
    } else if (command instanceof NodeCommand.Remove) {
      outcomes.applied("node %s removed".formatted(node.id()));
      free(node, Reason.NODE_REMOVED, outcomes);
      pool.removeNode(node);
    }
  }

  private void add(NodeSpec spec, Outcomes outcomes) {
    var known = pool.node(spec.id());
    if (known != null && known.state() != NodeState.LOST) {
      outcomes.refused("node %s is there already".formatted(spec.id()));
      return;
    }
    if (known == null) {
      outcomes.applied("node %s added".formatted(spec.id()));
      pool.addNode(spec);
    } else {
      outcomes.applied("node %s is back, and %s".formatted(spec.id(), known.given()));
      update(known, spec, known.given(), outcomes);
    }
    worklist.roomier();
  }

  private void update(Node old, NodeSpec spec, NodeState state, Outcomes outcomes) {
    var stood = old.instances().stream().sorted(MOST_IMPORTANT).toList();
    var node = pool.replaceNode(old, spec, state);
    for (var instance : stood) {
      if (!pool.instances().retake(instance, node)) {
        free(instance, Reason.NODE_CHANGED, outcomes);
      }
    }
    evict(node);
    worklist.roomier();
  }

  private void evict(Node node) {
    var evicting = node.spec().taints().stream().filter(Taint::evicts).toList();
    for (var instance : List.copyOf(node.instances())) {
      if (evicting.stream().anyMatch(taint -> !isTolerated(instance, taint))) {
        pool.instances().oust(instance);
        worklist.unsettle(instance.service());
      }
    }
  }

  private static boolean isTolerated(Instance instance, Taint taint) {
    return instance.spec().constraints().tolerations().stream()
        .anyMatch(each -> each.covers(taint));
  }

  private void change(Node node, NodeState to, Outcomes outcomes) {
    outcomes.applied("node %s is %s instead of %s".formatted(node.id(), to, node.state()));
    pool.setState(node, to);
    switch (to) {
      case READY -> worklist.roomier();
      case CORDONED -> {}
      case DRAINING -> node.instances().forEach(instance -> worklist.unsettle(instance.service()));
      case LOST -> free(node, Reason.NODE_LOST, outcomes);
    }
  }

  private void comeBack(Node node, Outcomes outcomes) {
    if (node.state() != NodeState.LOST) {
      outcomes.refused("node %s is not lost, but %s".formatted(node.id(), node.state()));
      return;
    }
    outcomes.applied("node %s is back, and %s".formatted(node.id(), node.given()));
    pool.setState(node, node.given());
    worklist.roomier();
  }

  private void free(Node node, Reason reason, Outcomes outcomes) {
    for (var instance : List.copyOf(node.instances())) {
      free(instance, reason, outcomes);
    }
  }

  private void free(Instance instance, Reason reason, Outcomes outcomes) {
    pool.instances().release(instance);
    outcomes.freed(instance.allocation(), reason, "");
    worklist.unsettle(instance.service());
  }
}
