package io.millrace.model.placement;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One instance of a service on a node.
 *
 * @param id unique within the pool, for ever: an instance that is moved gets a new one
 * @param epoch grows with every placement in the pool, so that of two orders the later is known
 * @param revision of the service that it runs
 * @param cores what it takes of which cores; empty where none is demanded
 * @param devices what it takes of which devices
 * @param state what the deployer said of it last
 * @param replaces the allocation that ends when this one works; null: none
 */
public record Allocation(
    String id,
    long epoch,
    String service,
    long revision,
    String node,
    List<CoreShare> cores,
    List<DeviceShare> devices,
    State state,
    @Nullable String replaces) {
  public Allocation {
    Checks.id("allocation", id);
    cores = List.copyOf(cores);
    devices = List.copyOf(devices);
  }

  public Allocation withState(State other) {
    return new Allocation(id, epoch, service, revision, node, cores, devices, other, replaces);
  }

  public Allocation replacing(@Nullable String other) {
    return new Allocation(id, epoch, service, revision, node, cores, devices, state, other);
  }

  /** What is known of an instance. */
  public enum State {
    /** Decided, and not yet heard of. */
    PLACED,
    STARTED,
    HEALTHY,
    UNHEALTHY
  }

  /** Thousandths of the core of this number. */
  public record CoreShare(int core, long share) {}

  /** Thousandths of the device of this id. */
  public record DeviceShare(String device, long share) {}
}
