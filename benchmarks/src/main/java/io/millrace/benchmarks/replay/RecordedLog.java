package io.millrace.benchmarks.replay;

import io.millrace.benchmarks.placement.Fleet;
import io.millrace.model.placement.Allocation;
import io.millrace.model.placement.Container;
import io.millrace.model.placement.NodeSpec;
import io.millrace.model.placement.NodeState;
import io.millrace.model.placement.ServiceSpec;
import io.millrace.model.placement.command.NodeCommand;
import io.millrace.model.placement.command.Origin;
import io.millrace.model.placement.command.PlacementCommand;
import io.millrace.model.placement.command.PoolCommand;
import io.millrace.model.placement.command.ServiceCommand;
import io.millrace.model.placement.command.ServiceCommand.Report;
import io.millrace.model.placement.decision.Decision;
import io.millrace.scheduler.fold.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Commands to a pool as it lives: most of them scale services, some report that an instance works,
 * a few cordon, lose and return nodes, update services and retry.
 */
final class RecordedLog {
  private static final int SERVICES = 30;

  private final Random random = new Random(11);
  private final Scheduler scheduler;
  private final List<NodeSpec> nodes;
  private final List<ServiceSpec> services;
  private final List<PlacementCommand> commands = new ArrayList<>();

  @Nullable
  private Allocation latest;

  private RecordedLog(Scheduler scheduler, int nodes) {
    this.scheduler = scheduler;
    var fleet = new Fleet(nodes);
    this.nodes = fleet.nodes(nodes);
    this.services = fleet.services(SERVICES);
  }

  /**
   * @param scheduler decides the commands while they are made, because some are about what was
   *     decided
   */
  static List<PlacementCommand> of(Scheduler scheduler, int nodes, int many) {
    var log = new RecordedLog(scheduler, nodes);
    log.nodes.forEach(node -> log.fold(new NodeCommand.Add(log.origin(), node)));
    log.services.forEach(each -> log.fold(new ServiceCommand.Add(log.origin(), each)));
    while (log.commands.size() < many) {
      log.fold(log.next());
    }
    return log.commands;
  }

  private Origin origin() {
    return new Origin("c" + commands.size(), commands.size(), "bench", "");
  }

  private void fold(PlacementCommand command) {
    commands.add(command);
    for (var decision : scheduler.fold(command)) {
      if (decision instanceof Decision.Placed placed) {
        latest = placed.allocation();
      }
    }
  }

  private PlacementCommand next() {
    int kind = random.nextInt(1000);
    if (kind < 850) {
      return scale();
    } else if (kind < 980 && latest != null) {
      return report(latest);
    } else if (kind < 996) {
      return new NodeCommand.Change(
          origin(), node().id(), random.nextInt(3) == 0 ? NodeState.CORDONED : NodeState.READY);
    } else if (kind < 998) {
      return new NodeCommand.Change(
          origin(), node().id(), random.nextInt(2) == 0 ? NodeState.LOST : NodeState.READY);
    }
    return kind == 998 ? new PoolCommand.Retry(origin()) : update();
  }

  private NodeSpec node() {
    return nodes.get(random.nextInt(nodes.size()));
  }

  private PlacementCommand scale() {
    int which = random.nextInt(services.size());
    var service = services.get(which);
    int replicas = Math.max(0, service.replicas() + random.nextInt(3) - 1);
    services.set(which, service.withReplicas(replicas));
    return new ServiceCommand.Scale(origin(), service.id(), replicas);
  }

  private PlacementCommand report(Allocation allocation) {
    return new Report(
        origin(),
        allocation.service(),
        allocation.id(),
        allocation.epoch(),
        Report.Event.HEALTHY,
        "");
  }

  private PlacementCommand update() {
    int which = random.nextInt(services.size());
    var service = services.get(which);
    // Small services only: an update replaces all instances at once.
    var updated = service.replicas() > 20
        ? service
        : service.withContainer(Container.of("image:" + commands.size()));
    services.set(which, updated);
    return new ServiceCommand.Update(origin(), updated);
  }
}
