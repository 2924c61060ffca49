package io.millrace.model.placement;

/**
 * What is to run, and how many of it.
 *
 * @param id unique within the pool
 * @param name for people
 * @param application to which it belongs; empty: none
 * @param priority higher is served first, and may push lower ones out where the policy lets it
 * @param gang all replicas are placed or none is
 */
public record ServiceSpec(
    String id,
    String name,
    String application,
    Container container,
    int replicas,
    Demand demand,
    Sensitivity sensitivity,
    int priority,
    boolean gang,
    Constraints constraints) {
  /** Of one service. */
  public static final int MOST_REPLICAS = 100_000;

  private static final int HIGHEST_PRIORITY = 1_000_000;

  public ServiceSpec {
    Checks.id("service", id);
    Checks.within("replicas of service " + id, replicas, 0, MOST_REPLICAS);
    Checks.within("priority of service " + id, priority, -HIGHEST_PRIORITY, HIGHEST_PRIORITY);
  }

  /** A service that is as plain as possible. */
  public ServiceSpec(String id, int replicas, Demand demand) {
    this(
        id, id, "", Container.NONE, replicas, demand, Sensitivity.NONE, 0, false, Constraints.NONE);
  }

  public ServiceSpec withReplicas(int many) {
    return new ServiceSpec(
        id, name, application, container, many, demand, sensitivity, priority, gang, constraints);
  }

  public ServiceSpec withDemand(Demand other) {
    return new ServiceSpec(
        id,
        name,
        application,
        container,
        replicas,
        other,
        sensitivity,
        priority,
        gang,
        constraints);
  }

  public ServiceSpec withContainer(Container other) {
    return new ServiceSpec(
        id, name, application, other, replicas, demand, sensitivity, priority, gang, constraints);
  }

  public ServiceSpec withSensitivity(Sensitivity other) {
    return new ServiceSpec(
        id, name, application, container, replicas, demand, other, priority, gang, constraints);
  }

  public ServiceSpec withPriority(int other) {
    return new ServiceSpec(
        id, name, application, container, replicas, demand, sensitivity, other, gang, constraints);
  }

  public ServiceSpec asGang() {
    return new ServiceSpec(
        id,
        name,
        application,
        container,
        replicas,
        demand,
        sensitivity,
        priority,
        true,
        constraints);
  }

  public ServiceSpec withConstraints(Constraints other) {
    return new ServiceSpec(
        id, name, application, container, replicas, demand, sensitivity, priority, gang, other);
  }

  /** Whether instances of the other may go on running as instances of this one. */
  public boolean runsLike(ServiceSpec other) {
    return container.equals(other.container)
        && demand.equals(other.demand)
        && constraints.equals(other.constraints);
  }
}
