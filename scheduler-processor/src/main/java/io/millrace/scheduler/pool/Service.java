package io.millrace.scheduler.pool;

import io.millrace.model.placement.Allocation;
import io.millrace.model.placement.NodeState;
import io.millrace.model.placement.ServiceSpec;
import io.millrace.model.placement.policy.Policy.Shape;
import io.millrace.model.placement.state.ServiceEntry;
import io.millrace.model.placement.state.ServiceEntry.Revision;
import io.millrace.model.placement.state.ServiceEntry.Waiting;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A service, its instances, and what is known of both. */
public final class Service {
  private final long ordinal;
  private ServiceSpec spec;
  private Shape shape;
  private long revision;
  private final TreeMap<Long, ServiceSpec> revisions = new TreeMap<>();
  private long placed;
  private final TreeMap<Long, Instance> instances = new TreeMap<>();
  private final Map<Allocation.State, TreeMap<Long, Instance>> byState =
      new EnumMap<>(Allocation.State.class);
  private int replaced;
  private final TreeMap<String, String> avoided = new TreeMap<>();
  private final TreeSet<String> preferred = new TreeSet<>();
  private Waiting waiting;

  Service(ServiceEntry entry) {
    this.ordinal = entry.ordinal();
    this.spec = entry.spec();
    this.shape = TypicalDemands.shape(spec.demand());
    this.revision = entry.revision();
    entry.revisions().forEach(each -> revisions.put(each.number(), each.spec()));
    this.placed = entry.instances();
    this.avoided.putAll(entry.avoided());
    this.preferred.addAll(entry.preferred());
    this.waiting = entry.waiting();
  }

  /** @param before no instance of an earlier service of this name had a higher number */
  static Service of(long ordinal, ServiceSpec spec, long before) {
    var revisions = List.of(new Revision(1, spec));
    return new Service(
        new ServiceEntry(ordinal, spec, 1, revisions, before, Map.of(), List.of(), Waiting.NONE));
  }

  public String id() {
    return spec.id();
  }

  public long ordinal() {
    return ordinal;
  }

  public ServiceSpec spec() {
    return spec;
  }

  /** What its demand counts as. */
  Shape shape() {
    return shape;
  }

  public long revision() {
    return revision;
  }

  ServiceSpec spec(long ofRevision) {
    var known = revisions.get(ofRevision);
    if (known == null) {
      throw new IllegalStateException("service %s has no revision %d".formatted(id(), ofRevision));
    }
    return known;
  }

  /** Instances that run like the new spec go on; otherwise there is a new revision. */
  void update(ServiceSpec other) {
    if (!other.runsLike(spec)) {
      revision++;
      avoided.clear();
    }
    if (!other.demand().equals(spec.demand())) {
      shape = TypicalDemands.shape(other.demand());
    }
    spec = other;
    revisions.put(revision, other);
    forgetOldRevisions();
  }

  void forgetOldRevisions() {
    revisions
        .keySet()
        .removeIf(number -> number != revision
            && instances.values().stream().noneMatch(i -> i.allocation().revision() == number));
  }

  String nextInstanceId() {
    placed++;
    return id() + "-" + placed;
  }

  /** By epoch. */
  public Collection<Instance> instances() {
    return instances.values();
  }

  /** Those of a state, by epoch. */
  public NavigableMap<Long, Instance> instances(Allocation.State state) {
    return byState.computeIfAbsent(state, key -> new TreeMap<>());
  }

  void add(Instance instance) {
    var allocation = instance.allocation();
    instances.put(allocation.epoch(), instance);
    instances(allocation.state()).put(allocation.epoch(), instance);
  }

  /** The same allocation on the node as it is now. */
  void replace(Instance instance, Instance again) {
    drop(instance);
    add(again);
  }

  void setState(Instance instance, Allocation.State state) {
    var allocation = instance.allocation();
    instances(allocation.state()).remove(allocation.epoch());
    instances(state).put(allocation.epoch(), instance);
    instance.set(allocation.withState(state));
  }

  private void drop(Instance instance) {
    instances.remove(instance.allocation().epoch());
    instances(instance.allocation().state()).remove(instance.allocation().epoch());
  }

  void remove(Instance instance) {
    drop(instance);
    if (instance.allocation().revision() != revision) {
      forgetOldRevisions();
    }
  }

  /** How many instances there are, one and its successor counted once. */
  public int heads() {
    return instances.size() - replaced;
  }

  void countReplaced(int by) {
    replaced += by;
  }

  public int missing() {
    return spec.replicas() - heads();
  }

  /** Whether something else has to take the instance's place. */
  public boolean mustMove(Instance instance) {
    return instance.isOusted()
        || instance.allocation().revision() != revision
        || instance.node().state() == NodeState.DRAINING;
  }

  /** Nodes that it shall not have, with the reasons. */
  public Map<String, String> avoided() {
    return avoided;
  }

  /** Kinds of devices or values of labels that it shall rather have. */
  public SortedSet<String> preferred() {
    return preferred;
  }

  public Waiting waiting() {
    return waiting;
  }

  void setWaiting(Waiting other) {
    waiting = other;
  }

  ServiceEntry entry() {
    var known = revisions.entrySet().stream()
        .map(each -> new Revision(each.getKey(), each.getValue()))
        .toList();
    return new ServiceEntry(
        ordinal, spec, revision, known, placed, avoided, List.copyOf(preferred), waiting);
  }

  @Override
  public String toString() {
    return "service %s, %d of %d".formatted(id(), heads(), spec.replicas());
  }
}
