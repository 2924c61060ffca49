package io.millrace.scheduler.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.placement.Allocation;
import io.millrace.model.placement.Demand;
import io.millrace.model.placement.NodeSpec;
import io.millrace.model.placement.NodeState;
import io.millrace.model.placement.ServiceSpec;
import io.millrace.model.placement.command.PlacementCommand;
import io.millrace.model.placement.decision.Decision;
import io.millrace.model.placement.policy.Policy.Shape;
import io.millrace.model.placement.state.PoolKnowledge;
import io.millrace.model.placement.state.PoolSnapshot;
import io.millrace.topology.serde.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds whatever is asked for. */
class RandomCommandsTest {
  private static final int MANY = 400;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void nothing_isOverCommitted(long seed) {
    var scheduler = Scheduler.empty();
    var commands = new RandomCommands(new Random(seed), scheduler);
    for (int i = 0; i < MANY; i++) {
      var command = commands.next();
      scheduler.fold(command);
      checkUse(scheduler.snapshot());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void decisions_areTheSameFromASnapshotAtAnyTime(long seed) {
    var scheduler = Scheduler.empty();
    var commands = new RandomCommands(new Random(seed), scheduler);
    for (int i = 0; i < MANY; i++) {
      var command = commands.next();
      var restored = Scheduler.of(throughJson(scheduler.snapshot()));
      var expected = scheduler.fold(command);
      assertThat(restored.fold(command)).as("%d: %s", i, command).isEqualTo(expected);
      assertThat(restored.snapshot()).as("%d: %s", i, command).isEqualTo(scheduler.snapshot());
    }
  }

  private static PoolSnapshot throughJson(PoolSnapshot snapshot) {
    return Json.MAPPER.readValue(Json.MAPPER.writeValueAsBytes(snapshot), PoolSnapshot.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24})
  void changes_addUpToTheState(long seed) {
    var scheduler = Scheduler.empty();
    var commands = new RandomCommands(new Random(seed), scheduler);
    var nodes = new HashMap<String, Object>();
    var services = new HashMap<String, Object>();
    var instances = new HashMap<String, Object>();
    var demands = new HashMap<Shape, Shape>();
    var knowledge = new ArrayList<PoolKnowledge>();
    for (int i = 0; i < MANY; i++) {
      scheduler.fold(commands.next());
      var changes = scheduler.drainChanges();
      changes.nodes().forEach(each -> nodes.put(each.spec().id(), each));
      changes.services().forEach(each -> services.put(each.spec().id(), each));
      changes.instances().forEach(each -> instances.put(each.allocation().id(), each));
      changes.nodesGone().forEach(nodes::remove);
      changes.servicesGone().forEach(services::remove);
      changes.instancesGone().forEach(instances::remove);
      var state = scheduler.snapshot();
      assertThat(nodes.values()).containsExactlyInAnyOrderElementsOf(state.nodes());
      assertThat(services.values()).containsExactlyInAnyOrderElementsOf(state.services());
      assertThat(instances.values()).containsExactlyInAnyOrderElementsOf(state.instances());
      changes.demands().forEach(each -> demands.put(each.withWeight(0), each));
      if (changes.knowledge() != null) {
        knowledge.add(changes.knowledge());
      }
      assertThat(demands.values()).containsExactlyInAnyOrderElementsOf(state.demands());
      assertThat(knowledge.get(knowledge.size() - 1)).isEqualTo(state.knowledge());
      assertThat(changes.header()).isEqualTo(state.header());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33, 34})
  void decisions_tellOfEveryInstanceOnce(long seed) {
    var scheduler = Scheduler.empty();
    var commands = new RandomCommands(new Random(seed), scheduler);
    var told = new HashMap<String, String>();
    for (int i = 0; i < MANY; i++) {
      for (var decision : scheduler.fold(commands.next())) {
        if (decision instanceof Decision.Placed placed) {
          var allocation = placed.allocation();
          assertThat(told.put(allocation.id(), allocation.node())).isNull();
        } else if (decision instanceof Decision.Freed freed) {
          assertThat(told.remove(freed.allocation())).isEqualTo(freed.node());
        }
      }
      var there = scheduler.snapshot().instances().stream()
          .map(each -> each.allocation())
          .collect(Collectors.toMap(Allocation::id, Allocation::node));
      assertThat(told).isEqualTo(there);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {41, 42})
  void log_decidedAgain_givesTheSameBytes(long seed) {
    var first = Scheduler.empty();
    var commands = new RandomCommands(new Random(seed), first);
    var log = new ArrayList<PlacementCommand>();
    var bytes = new ArrayList<String>();
    for (int i = 0; i < MANY; i++) {
      log.add(commands.next());
      bytes.add(Json.MAPPER.writeValueAsString(first.fold(log.get(i))));
    }
    var second = Scheduler.empty();
    for (int i = 0; i < MANY; i++) {
      assertThat(Json.MAPPER.writeValueAsString(second.fold(log.get(i)))).isEqualTo(bytes.get(i));
    }
  }

  private static void checkUse(PoolSnapshot state) {
    var specs = state.services().stream()
        .flatMap(service -> service.revisions().stream()
            .map(each -> Map.entry(service.spec().id() + "/" + each.number(), each.spec())))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    for (var node : state.nodes()) {
      var here = state.instances().stream()
          .map(each -> each.allocation())
          .filter(each -> each.node().equals(node.spec().id()))
          .toList();
      if (node.state() == NodeState.LOST) {
        assertThat(here).as("on lost node %s", node.spec().id()).isEmpty();
      }
      long millicpu = node.spec().reserved().millicpu();
      long rss = node.spec().reserved().rss();
      for (var allocation : here) {
        var demand = demand(specs, allocation);
        millicpu += demand.resources().millicpu();
        rss += demand.resources().rss();
      }
      assertThat(millicpu).isLessThanOrEqualTo(node.spec().capacity().millicpu());
      assertThat(rss).isLessThanOrEqualTo(node.spec().capacity().rss());
      checkCores(node.spec(), here);
      checkDevices(node.spec(), here);
    }
  }

  private static Demand demand(Map<String, ServiceSpec> specs, Allocation allocation) {
    var revision = allocation.service() + "/" + allocation.revision();
    return Objects.requireNonNull(specs.get(revision), revision).demand();
  }

  private static void checkCores(NodeSpec node, List<Allocation> here) {
    var capacity = node.capacity().cores();
    for (int core = 0; core < capacity.size(); core++) {
      int number = core;
      long used = here.stream()
          .flatMap(each -> each.cores().stream())
          .filter(each -> each.core() == number)
          .mapToLong(Allocation.CoreShare::share)
          .sum();
      assertThat(used).isLessThanOrEqualTo(capacity.get(core));
    }
  }

  private static void checkDevices(NodeSpec node, List<Allocation> here) {
    for (var device : node.devices()) {
      long used = here.stream()
          .flatMap(each -> each.devices().stream())
          .filter(each -> each.device().equals(device.id()))
          .mapToLong(Allocation.DeviceShare::share)
          .sum();
      assertThat(used + device.reserved()).isLessThanOrEqualTo(device.capacity());
    }
  }
}
