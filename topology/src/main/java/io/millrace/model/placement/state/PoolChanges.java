package io.millrace.model.placement.state;

import io.millrace.model.placement.policy.Policy.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of a pool's state differs from what was asked for last: small where the state is large.
 *
 * @param knowledge null: as before
 * @param demands those asked for since, with their weights as they are now; two shapes that differ
 *     in nothing but the weight are the same
 */
public record PoolChanges(
    PoolHeader header,
    @Nullable PoolKnowledge knowledge,
    List<Shape> demands,
    List<NodeEntry> nodes,
    List<String> nodesGone,
    List<ServiceEntry> services,
    List<String> servicesGone,
    List<InstanceEntry> instances,
    List<String> instancesGone) {
  public PoolChanges {
    demands = List.copyOf(demands);
    nodes = List.copyOf(nodes);
    nodesGone = List.copyOf(nodesGone);
    services = List.copyOf(services);
    servicesGone = List.copyOf(servicesGone);
    instances = List.copyOf(instances);
    instancesGone = List.copyOf(instancesGone);
  }
}
