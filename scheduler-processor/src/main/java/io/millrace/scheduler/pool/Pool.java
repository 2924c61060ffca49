package io.millrace.scheduler.pool;

import io.millrace.model.placement.NodeSpec;
import io.millrace.model.placement.NodeState;
import io.millrace.model.placement.ServiceSpec;
import io.millrace.model.placement.policy.Policy;
import io.millrace.model.placement.policy.Policy.Shape;
import io.millrace.model.placement.state.InstanceEntry;
import io.millrace.model.placement.state.NodeEntry;
import io.millrace.model.placement.state.PoolChanges;
import io.millrace.model.placement.state.PoolHeader;
import io.millrace.model.placement.state.PoolKnowledge;
import io.millrace.model.placement.state.PoolSnapshot;
import io.millrace.model.placement.state.ServiceEntry.Waiting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The state of a pool. Nodes and services keep the order in which they were added; all that is used
 * of a node follows from the instances on it.
 */
public final class Pool {
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Node> nodesById = new HashMap<>();
  private final Map<String, Service> services = new LinkedHashMap<>();
  private final Set<Service> keepingApart = new LinkedHashSet<>();
  private final ChangeLog log = new ChangeLog();
  private final Touched touched = new Touched();
  private final Largest largest = new Largest();
  private final Instances instances;
  private final Slowdowns slowdowns;
  private final TypicalDemands demands;
  private Policy policy;
  private boolean active;
  private long version;
  private long ordinals;
  private long structure;

  public Pool(PoolSnapshot snapshot) {
    var header = snapshot.header();
    this.version = header.version();
    this.instances = new Instances(header.epoch(), log, touched);
    this.ordinals = header.ordinals();
    this.active = header.active();
    var knowledge = snapshot.knowledge();
    this.policy = knowledge.policy();
    this.slowdowns = new Slowdowns(knowledge.slowdowns());
    this.demands = new TypicalDemands(snapshot.demands(), knowledge.typical(), header.learntFrom());
    snapshot.nodes().forEach(entry -> append(new Node(entry)));
    snapshot.services().forEach(entry -> append(new Service(entry)));
    snapshot.instances().forEach(this::restore);
    instances.linkAll();
  }

  /** A pool that has seen nothing yet. */
  public static PoolSnapshot empty() {
    var header = new PoolHeader(0, 0, 0, true, 0);
    var knowledge = new PoolKnowledge(Policy.DEFAULT, List.of(), List.of());
    return new PoolSnapshot(header, knowledge, List.of(), List.of(), List.of(), List.of());
  }

  private void restore(InstanceEntry entry) {
    var allocation = entry.allocation();
    var service = service(allocation.service());
    var node = node(allocation.node());
    if (service == null || node == null) {
      throw new IllegalArgumentException("allocation %s: service %s or node %s is unknown"
          .formatted(allocation.id(), allocation.service(), allocation.node()));
    }
    instances.restore(entry, service, node);
  }

  // Nodes

  /** In the order in which they were added; the place is the node's slot. */
  public List<Node> nodes() {
    return nodes;
  }

  @Nullable
  public Node node(String id) {
    return nodesById.get(id);
  }

  public void addNode(NodeSpec spec) {
    append(new Node(new NodeEntry(++ordinals, spec, NodeState.READY)));
    touched.node(spec.id());
  }

  private void append(Node node) {
    node.setSlot(nodes.size());
    nodes.add(node);
    nodesById.put(node.id(), node);
    largest.include(node);
    structure++;
  }

  /**
   * The node as it is announced now, with nothing on it yet: {@link Instances#retake} puts onto it
   * what stood there, and what finds no room is released.
   */
  public Node replaceNode(Node old, NodeSpec spec, NodeState state) {
    var node = new Node(new NodeEntry(old.ordinal(), spec, state, old.given()));
    node.setSlot(old.slot());
    nodes.set(old.slot(), node);
    nodesById.put(node.id(), node);
    structureChanged();
    touched.node(node.id());
    return node;
  }

  public void removeNode(Node node) {
    requireEmpty(node);
    nodes.remove(node.slot());
    nodesById.remove(node.id());
    for (int slot = node.slot(); slot < nodes.size(); slot++) {
      nodes.get(slot).setSlot(slot);
    }
    structureChanged();
    touched.nodeGone(node.id());
  }

  private static void requireEmpty(Node node) {
    if (!node.instances().isEmpty()) {
      throw new IllegalStateException(node + " is not empty");
    }
  }

  public void setState(Node node, NodeState state) {
    node.setState(state);
    changed(node);
  }

  private void changed(Node node) {
    log.add(node.slot());
    touched.node(node.id());
  }

  private void structureChanged() {
    structure++;
    largest.of(nodes);
  }

  /**
   * Grows when nodes come, go or become others, and when what all nodes are measured by changes.
   */
  public long structure() {
    return structure;
  }

  public ChangeLog log() {
    return log;
  }

  /** The largest capacities of any node. */
  public Largest largest() {
    return largest;
  }

  // Services

  /** In the order in which they were added. */
  public Collection<Service> services() {
    return services.values();
  }

  @Nullable
  public Service service(String id) {
    return services.get(id);
  }

  public Service addService(ServiceSpec spec) {
    var service = Service.of(++ordinals, spec, instances.epoch());
    append(service);
    touched.service(spec.id());
    return service;
  }

  private void append(Service service) {
    services.put(service.id(), service);
    noteApart(service);
  }

  private void noteApart(Service service) {
    if (service.spec().constraints().apart().isEmpty()) {
      keepingApart.remove(service);
    } else {
      keepingApart.add(service);
    }
  }

  /** Services that keep apart from others, in the order in which they came to. */
  public Collection<Service> keepingApart() {
    return keepingApart;
  }

  public void updateService(Service service, ServiceSpec spec) {
    service.update(spec);
    noteApart(service);
    touched.service(service.id());
  }

  /** Its instances are freed before. */
  public void removeService(Service service) {
    services.remove(service.id());
    keepingApart.remove(service);
    slowdowns.forget(service.id());
    touched.knowledge();
    touched.serviceGone(service.id());
  }

  public void setWaiting(Service service, Waiting waiting) {
    service.setWaiting(waiting);
    touched.service(service.id());
  }

  public void avoid(Service service, String node, String why) {
    service.avoided().put(node, why);
    touched.service(service.id());
  }

  public void forgiveAll(Service service) {
    service.avoided().clear();
    touched.service(service.id());
  }

  public void prefer(Service service, String target) {
    service.preferred().add(target);
    touched.service(service.id());
  }

  // The pool itself

  public Instances instances() {
    return instances;
  }

  public Policy policy() {
    return policy;
  }

  public void setPolicy(Policy other) {
    policy = other.withVersion(policy.version() + 1);
    touched.knowledge();
    structure++;
  }

  public boolean isActive() {
    return active;
  }

  public void setActive(boolean places) {
    active = places;
  }

  /** How many commands were folded. */
  public long version() {
    return version;
  }

  public long nextVersion() {
    return ++version;
  }

  public Slowdowns slowdowns() {
    return slowdowns;
  }

  public void measured(String service, Node node, int permille) {
    slowdowns.measured(service, node, permille);
    touched.knowledge();
  }

  /** Notes what is asked for; where that changes what is typical, all nodes are measured anew. */
  public void asked(Service service, int times) {
    touched.demand(service.shape());
    if (demands.asked(service.shape(), times)) {
      touched.knowledge();
      structure += policy.shapes().isEmpty() ? 1 : 0;
    }
  }

  TypicalDemands demands() {
    return demands;
  }

  /** The demands that fragmentation is measured with: the policy's, else those learnt. */
  public List<Shape> shapes() {
    return policy.shapes().isEmpty() ? demands.typical() : policy.shapes();
  }

  /** What services have asked for most, whatever the policy says. */
  public List<Shape> learnt() {
    return demands.typical();
  }

  public PoolHeader header() {
    return new PoolHeader(version, instances.epoch(), ordinals, active, demands.learntFrom());
  }

  PoolKnowledge knowledge() {
    return new PoolKnowledge(policy, demands.typical(), slowdowns.entries());
  }

  public PoolSnapshot snapshot() {
    return new PoolSnapshot(
        header(),
        knowledge(),
        demands.demands(),
        nodes.stream().map(Node::entry).toList(),
        services.values().stream().map(Service::entry).toList(),
        instances.entries());
  }

  /** What has changed since the last call; at the first call everything there is. */
  public PoolChanges drainChanges() {
    return touched.drain(this);
  }
}
