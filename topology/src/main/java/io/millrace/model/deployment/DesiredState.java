package io.millrace.model.deployment;

import io.millrace.model.node.DeployNode;
import io.millrace.model.node.NodeName;
import io.millrace.model.node.PoolName;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * All that shall run in a pool, as it was decided at one point of the log.
 *
 * @param epoch of that point: nothing newer than it is touched by who acts on this state
 * @param nodes all of which something may have to be removed, lost ones included, so that a node that comes back is
 *     cleaned up
 */
public record DesiredState(
    PoolName pool, Epoch epoch, List<DeployNode> nodes, List<DesiredInstance> instances) {
  public DesiredState {
    nodes = List.copyOf(nodes);
    instances = List.copyOf(instances);
    requireNodes(nodes, instances);
    requireKeys(pool, instances);
    for (var instance : instances) {
      if (instance.epoch().isAfter(epoch)) {
        throw new IllegalArgumentException(
            "instance %s was decided at epoch %s, after that of the state, %s"
                .formatted(instance.key(), instance.epoch(), epoch));
      }
    }
  }

  private static void requireNodes(List<DeployNode> nodes, List<DesiredInstance> instances) {
    var known = nodes.stream().map(DeployNode::name).collect(Collectors.toSet());
    if (known.size() < nodes.size()) {
      throw new IllegalArgumentException("two nodes of one name among %s".formatted(nodes));
    }
    for (var instance : instances) {
      if (!known.contains(instance.node())) {
        throw new IllegalArgumentException(
            "instance %s is for node %s, which the state does not have"
                .formatted(instance.key(), instance.node()));
      }
    }
  }

  private static void requireKeys(PoolName pool, List<DesiredInstance> instances) {
    var keys = new HashSet<InstanceKey>();
    for (var instance : instances) {
      if (!instance.key().pool().equals(pool)) {
        throw new IllegalArgumentException(
            "instance %s is not of pool %s".formatted(instance.key(), pool));
      }
      if (!keys.add(instance.key())) {
        throw new IllegalArgumentException("instance %s is there twice".formatted(instance.key()));
      }
    }
  }

  /** What shall run on one of the nodes. */
  public List<DesiredInstance> on(NodeName node) {
    return instances.stream()
        .filter(instance -> instance.node().equals(node))
        .sorted((one, other) -> one.key().compareTo(other.key()))
        .toList();
  }
}
