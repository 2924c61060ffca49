package io.millrace.scheduler.fold;

import io.millrace.model.placement.Allocation;
import io.millrace.model.placement.Demand;
import io.millrace.model.placement.Device;
import io.millrace.model.placement.NodeSpec;
import io.millrace.model.placement.NodeState;
import io.millrace.model.placement.Resources;
import io.millrace.model.placement.ServiceSpec;
import io.millrace.model.placement.command.NodeCommand;
import io.millrace.model.placement.command.Origin;
import io.millrace.model.placement.command.PlacementCommand;
import io.millrace.model.placement.command.PoolCommand;
import io.millrace.model.placement.command.ServiceCommand;
import io.millrace.model.placement.command.ServiceCommand.Report.Event;
import io.millrace.model.placement.decision.Decision;
import io.millrace.model.placement.policy.Policy;
import io.millrace.model.placement.state.NodeEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A pool with short words for what tests do to it. */
final class PoolUnderTest {
  final Scheduler scheduler = Scheduler.empty();
  final List<PlacementCommand> commands = new ArrayList<>();

  static NodeSpec node(String id, long millicpu, long rss, Device... devices) {
    return new NodeSpec(id, new Resources(millicpu, rss, rss), List.of(devices));
  }

  static ServiceSpec service(String id, int replicas, long millicpu, long rss) {
    return new ServiceSpec(id, replicas, new Demand(new Resources(millicpu, rss, 0)));
  }

  static Demand gpu(long millicpu, long share) {
    return new Demand(new Resources(millicpu, 0, 0), List.of(new Demand.Accelerator("gpu", share)));
  }

  Origin origin() {
    return Origin.of("c" + commands.size());
  }

  List<Decision> fold(PlacementCommand command) {
    commands.add(command);
    return scheduler.fold(command);
  }

  List<Decision> add(NodeSpec node) {
    return fold(new NodeCommand.Add(origin(), node));
  }

  List<Decision> add(ServiceSpec service) {
    return fold(new ServiceCommand.Add(origin(), service));
  }

  List<Decision> update(ServiceSpec service) {
    return fold(new ServiceCommand.Update(origin(), service));
  }

  List<Decision> scale(String service, int replicas) {
    return fold(new ServiceCommand.Scale(origin(), service, replicas));
  }

  List<Decision> change(String node, NodeState to) {
    return fold(new NodeCommand.Change(origin(), node, to));
  }

  List<Decision> back(String node) {
    return fold(new NodeCommand.Return(origin(), node));
  }

  List<Decision> policy(Policy policy) {
    return fold(new PoolCommand.SetPolicy(origin(), policy));
  }

  List<Decision> retry() {
    return fold(new PoolCommand.Retry(origin()));
  }

  List<Decision> report(Allocation of, Event event) {
    return fold(
        new ServiceCommand.Report(origin(), of.service(), of.id(), of.epoch(), event, "as told"));
  }

  List<Allocation> allocations() {
    return scheduler.snapshot().instances().stream()
        .map(each -> each.allocation())
        .toList();
  }

  List<Allocation> allocations(String service) {
    return allocations().stream().filter(each -> each.service().equals(service)).toList();
  }

  /** The nodes of the service's instances, in the order of their placement. */
  List<String> nodesOf(String service) {
    return allocations(service).stream().map(Allocation::node).toList();
  }

  NodeEntry nodeEntry(String id) {
    return scheduler.snapshot().nodes().stream()
        .filter(entry -> entry.spec().id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  static <D extends Decision> List<D> only(Class<D> kind, List<Decision> decisions) {
    return decisions.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  static Stream<String> kinds(List<Decision> decisions) {
    return decisions.stream().map(decision -> decision.getClass().getSimpleName());
  }
}
