package io.millrace.connectors.placement;

import io.millrace.model.deployment.AllocationId;
import io.millrace.model.deployment.DesiredInstance;
import io.millrace.model.deployment.DesiredState;
import io.millrace.model.deployment.Epoch;
import io.millrace.model.deployment.InstanceKey;
import io.millrace.model.deployment.ServiceName;
import io.millrace.model.node.DeployNode;
import io.millrace.model.node.NodeAddress;
import io.millrace.model.node.NodeName;
import io.millrace.model.node.PoolName;
import io.millrace.model.placement.Allocation;
import io.millrace.model.placement.NodeSpec;
import io.millrace.model.placement.ServiceSpec;
import io.millrace.model.placement.state.NodeEntry;
import io.millrace.model.placement.state.PoolRecord;
import io.millrace.model.placement.state.ServiceEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is known of a pool, from the records of its things. */
final class PoolState {
  private final PoolName pool;
  private final Map<String, NodeEntry> nodes = new TreeMap<>();
  private final Map<String, NodeSpec> gone = new TreeMap<>();
  private final Map<String, ServiceEntry> services = new TreeMap<>();
  private final List<Allocation> allocations = new ArrayList<>();
  private long epoch;

  private PoolState(String pool) {
    this.pool = new PoolName(pool);
  }

  /** The pools that the records tell of. */
  static Collection<PoolState> of(Collection<PoolRecord> records) {
    var pools = new TreeMap<String, PoolState>();
    for (var record : records) {
      pools.computeIfAbsent(record.pool(), PoolState::new).take(record);
    }
    return pools.values();
  }

  private void take(PoolRecord record) {
    if (record instanceof PoolRecord.Head head) {
      epoch = Math.max(epoch, head.header().epoch());
    } else if (record instanceof PoolRecord.Node node) {
      nodes.put(node.entry().spec().id(), node.entry());
    } else if (record instanceof PoolRecord.NodeGone node) {
      gone.put(node.spec().id(), node.spec());
    } else if (record instanceof PoolRecord.Service service) {
      services.put(service.entry().spec().id(), service.entry());
    } else if (record instanceof PoolRecord.Instance instance) {
      var allocation = instance.entry().allocation();
      allocations.add(allocation);
      epoch = Math.max(epoch, allocation.epoch());
    }
  }

  PoolName pool() {
    return pool;
  }

  Collection<NodeEntry> nodes() {
    return nodes.values();
  }

  /** Whether a service waits that was refused by nodes on which it failed: trying again may help. */
  boolean isWorthARetry() {
    return services.values().stream()
        .anyMatch(each -> each.waiting().missing() > 0 && !each.avoided().isEmpty());
  }

  /**
   * What shall run.
   *
   * @param usual where nodes are that do not say; null: nothing is started on them
   */
  DesiredState desired(@Nullable NodeAddress usual) {
    var places = new HashMap<String, DeployNode>();
    nodes.forEach((id, node) -> place(places, node.spec(), usual));
    gone.forEach((id, spec) -> place(places, spec, usual));
    var instances = new ArrayList<DesiredInstance>();
    for (var allocation : allocations) {
      var node = nodes.get(allocation.node());
      var place = places.get(allocation.node());
      var spec = spec(allocation);
      if (node != null
          && place != null
          && spec != null
          && !spec.container().image().isBlank()) {
        instances.add(new DesiredInstance(
            new InstanceKey(pool, new AllocationId(allocation.id())),
            new Epoch(allocation.epoch()),
            new ServiceName(allocation.service()),
            place.name(),
            Containers.spec(spec, allocation, node.spec())));
      }
    }
    return new DesiredState(pool, new Epoch(epoch), List.copyOf(places.values()), instances);
  }

  private static void place(
      Map<String, DeployNode> places, NodeSpec spec, @Nullable NodeAddress usual) {
    var address = spec.address().isEmpty() ? usual : NodeAddress.parse(spec.address());
    if (address != null) {
      places.put(spec.id(), new DeployNode(new NodeName(spec.id()), address));
    }
  }

  private @Nullable ServiceSpec spec(Allocation allocation) {
    var service = services.get(allocation.service());
    if (service == null) {
      return null;
    }
    return service.revisions().stream()
        .filter(revision -> revision.number() == allocation.revision())
        .findFirst()
        .map(ServiceEntry.Revision::spec)
        .orElse(service.spec());
  }
}
