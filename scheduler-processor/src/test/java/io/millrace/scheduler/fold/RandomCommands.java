package io.millrace.scheduler.fold;

import io.millrace.model.placement.Constraints;
import io.millrace.model.placement.Constraints.Neighbour;
import io.millrace.model.placement.Constraints.Spread;
import io.millrace.model.placement.Container;
import io.millrace.model.placement.Demand;
import io.millrace.model.placement.Device;
import io.millrace.model.placement.NodeSpec;
import io.millrace.model.placement.NodeState;
import io.millrace.model.placement.Resources;
import io.millrace.model.placement.Sensitivity;
import io.millrace.model.placement.ServiceSpec;
import io.millrace.model.placement.Taint;
import io.millrace.model.placement.command.NodeCommand;
import io.millrace.model.placement.command.Origin;
import io.millrace.model.placement.command.PlacementCommand;
import io.millrace.model.placement.command.PoolCommand;
import io.millrace.model.placement.command.ServiceCommand;
import io.millrace.model.placement.command.ServiceCommand.Improve.Action;
import io.millrace.model.placement.command.ServiceCommand.Report.Event;
import io.millrace.model.placement.policy.Policy;
import io.millrace.model.placement.policy.Policy.Moves;
import io.millrace.model.placement.policy.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Commands of every kind about a few nodes and services, most of which can be folded. */
final class RandomCommands {
  private static final int NODES = 12;
  private static final int SERVICES = 10;

  private final Random random;
  private final Scheduler scheduler;
  private int many;

  RandomCommands(Random random, Scheduler scheduler) {
    this.random = random;
    this.scheduler = scheduler;
  }

  PlacementCommand next() {
    var origin = new Origin("c" + many++, many, "test", many % 7 == 0 ? "violation-" + many : "");
    if (many < NODES) {
      return new NodeCommand.Add(origin, node(many));
    }
    return switch (random.nextInt(20)) {
      case 0, 1 -> new NodeCommand.Add(origin, node(random.nextInt(NODES)));
      case 2 -> new NodeCommand.Update(origin, node(random.nextInt(NODES)));
      case 3, 4 -> new NodeCommand.Change(origin, nodeId(), one(NodeState.values()));
      case 5 ->
        random.nextBoolean()
            ? new NodeCommand.Return(origin, nodeId())
            : new NodeCommand.Change(origin, nodeId(), NodeState.READY);
      case 6 ->
        random.nextInt(4) == 0
            ? new NodeCommand.Remove(origin, nodeId())
            : new PoolCommand.Retry(origin);
      case 7, 8, 9 -> new ServiceCommand.Add(origin, service());
      case 10 -> new ServiceCommand.Update(origin, service());
      case 11, 12 -> new ServiceCommand.Scale(origin, serviceId(), random.nextInt(8));
      case 13 ->
        random.nextInt(3) == 0
            ? new ServiceCommand.Remove(origin, serviceId())
            : new ServiceCommand.Slowdown(origin, serviceId(), nodeId(), random.nextInt(900));
      case 14 ->
        new ServiceCommand.Improve(
            origin, serviceId(), one(Action.values()), nodeId(), random.nextInt(3));
      case 15 ->
        random.nextInt(4) == 0
            ? new PoolCommand.SetActive(origin, random.nextInt(3) > 0)
            : new PoolCommand.SetPolicy(origin, policy());
      case 16 -> new PoolCommand.Rebalance(origin, random.nextInt(4));
      default -> report(origin);
    };
  }

  private String nodeId() {
    return "n" + random.nextInt(NODES);
  }

  private String serviceId() {
    return "s" + random.nextInt(SERVICES);
  }

  private <T> T one(T[] of) {
    return of[random.nextInt(of.length)];
  }

  private NodeSpec node(int number) {
    var devices = new ArrayList<Device>();
    for (int i = random.nextInt(4); i > 0; i--) {
      devices.add(new Device(
          "d" + i, random.nextBoolean() ? "gpu" : "tpu", 1000, random.nextInt(3) * 100L));
    }
    var cores = new ArrayList<Long>();
    for (int i = random.nextInt(5); i > 0; i--) {
      cores.add(random.nextBoolean() ? 1000L : 400L);
    }
    var capacity = new Resources(1000L * (1 + random.nextInt(8)), 4096, 8192, cores);
    var spec = new NodeSpec("n" + number, capacity, devices)
        .withLabels(Map.of("zone", "z" + random.nextInt(3)))
        .withReserved(new Resources(random.nextInt(500), random.nextInt(500), 0));
    return random.nextInt(6) == 0
        ? spec.withTaints(List.of(new Taint("special", "yes", random.nextBoolean())))
        : spec;
  }

  private ServiceSpec service() {
    var cores = new ArrayList<Long>();
    for (int i = random.nextInt(4) - 1; i > 0; i--) {
      cores.add(100L * (1 + random.nextInt(6)));
    }
    var accelerators = new ArrayList<Demand.Accelerator>();
    for (int i = random.nextInt(4) - 1; i > 0; i--) {
      accelerators.add(new Demand.Accelerator(
          random.nextBoolean() ? List.of("gpu") : List.of("gpu", "tpu"),
          100L * random.nextInt(11),
          1 + random.nextInt(2)));
    }
    var resources =
        new Resources(100 + random.nextInt(1500), 100 + random.nextInt(900), 500, cores);
    var spec = new ServiceSpec(serviceId(), random.nextInt(6), new Demand(resources, accelerators))
        .withPriority(random.nextInt(3))
        .withContainer(Container.of("image:" + random.nextInt(3)))
        .withSensitivity(one(Sensitivity.values()))
        .withConstraints(constraints());
    return random.nextInt(5) == 0 ? spec.asGang() : spec;
  }

  private Constraints constraints() {
    return switch (random.nextInt(7)) {
      case 0 -> Constraints.NONE.withMaxPerNode(1 + random.nextInt(2));
      case 1 -> Constraints.NONE.withApart(new Neighbour(serviceId(), ""));
      case 2 -> Constraints.NONE.withNear(new Neighbour(serviceId(), "zone"));
      case 3 -> Constraints.NONE.withSpread(new Spread("zone", 1));
      case 4 -> Constraints.NONE.withTolerations(new Taint.Toleration("special", "*"));
      default -> Constraints.NONE;
    };
  }

  private Policy policy() {
    var policy = Policy.DEFAULT
        .withStrategy(one(Strategy.values()))
        .withPreemption(random.nextBoolean())
        .withMoves(new Moves(3, 1));
    return random.nextBoolean() ? policy : policy.withScores(Map.of("fit", 1, "balance", 2));
  }

  private PlacementCommand report(Origin origin) {
    var instances = scheduler.snapshot().instances();
    if (instances.isEmpty()) {
      return new PoolCommand.Retry(origin);
    }
    var allocation = instances.get(random.nextInt(instances.size())).allocation();
    return new ServiceCommand.Report(
        origin,
        allocation.service(),
        allocation.id(),
        allocation.epoch(),
        one(Event.values()),
        "as told");
  }
}
