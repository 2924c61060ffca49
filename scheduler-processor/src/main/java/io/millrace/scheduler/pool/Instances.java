package io.millrace.scheduler.pool;

import io.millrace.model.placement.Allocation;
import io.millrace.model.placement.Allocation.CoreShare;
import io.millrace.model.placement.Allocation.DeviceShare;
import io.millrace.model.placement.state.InstanceEntry;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All instances of a pool, and how they come, go and follow one another. */
public final class Instances {
  private final Map<String, Instance> instances = new HashMap<>();
  private final ChangeLog log;
  private final Touched touched;
  private long epoch;

  Instances(long epoch, ChangeLog log, Touched touched) {
    this.epoch = epoch;
    this.log = log;
    this.touched = touched;
  }

  /** Puts back one of a stored state; {@link #linkAll} comes after the last one. */
  void restore(InstanceEntry entry, Service service, Node node) {
    var allocation = entry.allocation();
    var instance = new Instance(service, service.spec(allocation.revision()), node, allocation);
    if (entry.ousted()) {
      instance.oust();
    }
    instances.put(allocation.id(), instance);
    service.add(instance);
    node.take(instance);
  }

  void linkAll() {
    instances.values().forEach(this::link);
  }

  private void link(Instance instance) {
    var replaces = instance.allocation().replaces();
    if (replaces != null) {
      succeed(known(replaces), instance);
    }
  }

  private Instance known(String id) {
    var instance = instances.get(id);
    if (instance == null) {
      throw new IllegalArgumentException("allocation %s is unknown".formatted(id));
    }
    return instance;
  }

  private void succeed(Instance old, Instance successor) {
    old.setSuccessor(successor);
    old.service().countReplaced(1);
    setCounted(old, false);
  }

  @Nullable
  public Instance of(String id) {
    return instances.get(id);
  }

  public int size() {
    return instances.size();
  }

  /** Of the last placement. */
  long epoch() {
    return epoch;
  }

  InstanceEntry entry(String id) {
    return known(id).entry();
  }

  /** By epoch. */
  List<InstanceEntry> entries() {
    return instances.values().stream()
        .sorted(Comparator.comparingLong(each -> each.allocation().epoch()))
        .map(Instance::entry)
        .toList();
  }

  /** Puts a new instance of the service's present revision onto a node. */
  public Instance place(
      Service service,
      Node node,
      List<CoreShare> cores,
      List<DeviceShare> devices,
      @Nullable Instance replaced) {
    var allocation = new Allocation(
        service.nextInstanceId(),
        ++epoch,
        service.id(),
        service.revision(),
        node.id(),
        cores,
        devices,
        Allocation.State.PLACED,
        replaced == null ? null : replaced.allocation().id());
    var instance = new Instance(service, service.spec(), node, allocation);
    instances.put(allocation.id(), instance);
    service.add(instance);
    node.take(instance);
    if (replaced != null) {
      succeed(replaced, instance);
    }
    changed(node);
    touched.instance(allocation.id());
    touched.service(service.id());
    return instance;
  }

  /**
   * Frees what an instance holds. A successor goes on by itself; a predecessor is to be replaced
   * again.
   */
  public void release(Instance instance) {
    var successor = instance.successor();
    if (successor != null) {
      successor.set(successor.allocation().replacing(null));
      instance.service().countReplaced(-1);
      touched.instance(successor.allocation().id());
    }
    var replaces = instance.allocation().replaces();
    if (replaces != null) {
      var old = known(replaces);
      old.setSuccessor(null);
      old.service().countReplaced(-1);
      setCounted(old, true);
    }
    instance.node().release(instance);
    instance.service().remove(instance);
    instances.remove(instance.allocation().id());
    changed(instance.node());
    touched.instanceGone(instance.allocation().id());
    touched.service(instance.service().id());
  }

  /**
   * Puts back an instance that was released, and that neither replaced another nor was being
   * replaced.
   */
  public void putBack(Instance instance) {
    instances.put(instance.allocation().id(), instance);
    instance.service().add(instance);
    instance.node().take(instance);
    changed(instance.node());
    touched.instance(instance.allocation().id());
    touched.service(instance.service().id());
  }

  /** Puts an instance onto the node as it is now, if what it holds is still there. */
  public boolean retake(Instance instance, Node node) {
    var again = new Instance(instance.service(), instance.spec(), node, instance.allocation());
    if (!node.hasRoomFor(again)) {
      return false;
    }
    if (instance.isOusted()) {
      again.oust();
    }
    instances.put(again.allocation().id(), again);
    instance.service().replace(instance, again);
    again.setCounted(instance.isCounted());
    moveLinks(instance, again);
    node.take(again);
    changed(node);
    return true;
  }

  private void moveLinks(Instance from, Instance to) {
    to.setSuccessor(from.successor());
    var replaces = from.allocation().replaces();
    if (replaces != null) {
      known(replaces).setSuccessor(to);
    }
  }

  public void setState(Instance instance, Allocation.State state) {
    instance.service().setState(instance, state);
    touched.instance(instance.allocation().id());
  }

  public void oust(Instance instance) {
    instance.oust();
    touched.instance(instance.allocation().id());
  }

  /** Whether the rules of its own service count it. */
  public void setCounted(Instance instance, boolean counted) {
    if (instance.isCounted() != counted) {
      instance.setCounted(counted);
      instance.node().count(instance, counted ? 1 : -1);
      log.add(instance.node().slot());
    }
  }

  // What is used of a node follows from the instances, so that its own record stays as it is.
  private void changed(Node node) {
    log.add(node.slot());
  }
}
