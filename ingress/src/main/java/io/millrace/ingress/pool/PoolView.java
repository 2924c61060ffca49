package io.millrace.ingress.pool;

import io.millrace.model.placement.Allocation;
import io.millrace.model.placement.Demand;
import io.millrace.model.placement.state.NodeEntry;
import io.millrace.model.placement.state.PoolKnowledge;
import io.millrace.model.placement.state.PoolRecord;
import io.millrace.model.placement.state.ServiceEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The things of one pool, in the order in which they came. */
public final class PoolView {
  private final List<NodeEntry> nodes = new ArrayList<>();
  private final Map<String, ServiceEntry> services = new HashMap<>();
  private final List<Allocation> allocations = new ArrayList<>();
  private @Nullable PoolKnowledge knowledge;
  private boolean active = true;

  private PoolView() {}

  /** The pool of that name, from the records of all pools. */
  public static PoolView of(Collection<PoolRecord> records, String pool) {
    var view = new PoolView();
    records.stream().filter(record -> record.pool().equals(pool)).forEach(view::take);
    view.nodes.sort(Comparator.comparingLong(NodeEntry::ordinal));
    view.allocations.sort(Comparator.comparingLong(Allocation::epoch));
    return view;
  }

  private void take(PoolRecord record) {
    if (record instanceof PoolRecord.Node node) {
      nodes.add(node.entry());
    } else if (record instanceof PoolRecord.Service service) {
      services.put(service.entry().spec().id(), service.entry());
    } else if (record instanceof PoolRecord.Instance instance) {
      allocations.add(instance.entry().allocation());
    } else if (record instanceof PoolRecord.Known known) {
      knowledge = known.knowledge();
    } else if (record instanceof PoolRecord.Head head) {
      active = head.header().active();
    }
  }

  public List<NodeEntry> nodes() {
    return nodes;
  }

  public List<ServiceEntry> services() {
    return services.values().stream()
        .sorted(Comparator.comparingLong(ServiceEntry::ordinal))
        .toList();
  }

  public List<Allocation> allocations() {
    return allocations;
  }

  /** Null where the pool has never had a command. */
  @Nullable
  public PoolKnowledge knowledge() {
    return knowledge;
  }

  /** Whether it places. */
  public boolean isActive() {
    return active;
  }

  public @Nullable NodeEntry node(String id) {
    return nodes.stream()
        .filter(node -> node.spec().id().equals(id))
        .findFirst()
        .orElse(null);
  }

  public @Nullable ServiceEntry service(String id) {
    return services.get(id);
  }

  public @Nullable Allocation allocation(String id) {
    return allocations.stream().filter(one -> one.id().equals(id)).findFirst().orElse(null);
  }

  public List<Allocation> on(String node) {
    return allocations.stream().filter(one -> one.node().equals(node)).toList();
  }

  public List<Allocation> of(String service) {
    return allocations.stream().filter(one -> one.service().equals(service)).toList();
  }

  /** What an instance was placed with. */
  public @Nullable Demand demand(Allocation allocation) {
    var service = services.get(allocation.service());
    return service == null
        ? null
        : service.revisions().stream()
            .filter(revision -> revision.number() == allocation.revision())
            .findFirst()
            .map(ServiceEntry.Revision::spec)
            .orElse(service.spec())
            .demand();
  }
}
