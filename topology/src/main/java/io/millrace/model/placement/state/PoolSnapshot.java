package io.millrace.model.placement.state;

import io.millrace.model.placement.policy.Policy.Shape;
import java.util.List;

/**
 * The whole state of a pool.
 *
 * @param demands what services have asked for and how often, from which typical shapes are learnt;
 *     in no order that matters
 * @param nodes by ordinal
 * @param services by ordinal
 * @param instances by epoch
 */
public record PoolSnapshot(
    PoolHeader header,
    PoolKnowledge knowledge,
    List<Shape> demands,
    List<NodeEntry> nodes,
    List<ServiceEntry> services,
    List<InstanceEntry> instances) {
  public PoolSnapshot {
    demands = List.copyOf(demands);
    nodes = List.copyOf(nodes);
    services = List.copyOf(services);
    instances = List.copyOf(instances);
  }
}
