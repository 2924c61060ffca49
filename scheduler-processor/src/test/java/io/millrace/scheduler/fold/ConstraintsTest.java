package io.millrace.scheduler.fold;

import static io.millrace.scheduler.fold.PoolUnderTest.gpu;
import static io.millrace.scheduler.fold.PoolUnderTest.node;
import static io.millrace.scheduler.fold.PoolUnderTest.only;
import static io.millrace.scheduler.fold.PoolUnderTest.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.placement.Constraints;
import io.millrace.model.placement.Constraints.LabelRule;
import io.millrace.model.placement.Constraints.LabelRule.Operator;
import io.millrace.model.placement.Constraints.Neighbour;
import io.millrace.model.placement.Constraints.Preference;
import io.millrace.model.placement.Constraints.Spread;
import io.millrace.model.placement.Demand;
import io.millrace.model.placement.Device;
import io.millrace.model.placement.NodeSpec;
import io.millrace.model.placement.NodeState;
import io.millrace.model.placement.Resources;
import io.millrace.model.placement.Sensitivity;
import io.millrace.model.placement.ServiceSpec;
import io.millrace.model.placement.Taint;
import io.millrace.model.placement.command.ServiceCommand.Improve;
import io.millrace.model.placement.command.ServiceCommand.Slowdown;
import io.millrace.model.placement.decision.Decision.Placed;
import io.millrace.model.placement.decision.Decision.Queued;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Four equal nodes, two in each of two zones. */
class ConstraintsTest {
  private final PoolUnderTest pool = new PoolUnderTest();

  private static NodeSpec inZone(String id, String zone) {
    return node(id, 2000, 2000, new Device("g", "gpu")).withLabels(Map.of("zone", zone));
  }

  @BeforeEach
  void addNodes() {
    pool.add(inZone("a1", "a"));
    pool.add(inZone("a2", "a"));
    pool.add(inZone("b1", "b"));
    pool.add(inZone("b2", "b"));
  }

  private void place(ServiceSpec service, Constraints constraints) {
    pool.add(service.withConstraints(constraints));
  }

  @Test
  void requiredLabels_areRequired() {
    var inB = new LabelRule("zone", Operator.IN, List.of("b"));
    place(service("s", 2, 100, 100), Constraints.NONE.withRequired(inB));
    assertThat(pool.nodesOf("s")).isNotEmpty().allMatch(node -> node.startsWith("b"));
    var refused = pool.scheduler.verdicts("s").get(0);
    assertThat(refused.refusedBy()).isEqualTo("labels");
    assertThat(refused.reason()).isEqualTo("label zone IN [b] wanted, the node has a");
  }

  @Test
  void preferredLabels_areBetter_andNotRequired() {
    var rule = new LabelRule("zone", Operator.IN, List.of("b"));
    var prefers = new Constraints(
        List.of(), List.of(new Preference(rule, 200)), List.of(), List.of(), null, 1, List.of());
    place(service("s", 4, 100, 100), prefers);
    assertThat(pool.nodesOf("s").subList(0, 2)).containsExactly("b1", "b2");
    assertThat(pool.nodesOf("s")).hasSize(4);
  }

  @Test
  void taints_keepOff_whatDoesNotTolerateThem() {
    pool.add(node("tainted", 9000, 9000).withTaints(List.of(new Taint("lab", "x", false))));
    pool.add(service("s", 1, 3000, 100));
    assertThat(pool.nodesOf("s")).isEmpty();
    place(
        service("t", 1, 3000, 100),
        Constraints.NONE.withTolerations(new Taint.Toleration("lab", "*")));
    assertThat(pool.nodesOf("t")).containsExactly("tainted");
  }

  @Test
  void maxPerNode_isABound() {
    place(service("s", 9, 100, 100), Constraints.NONE.withMaxPerNode(2));
    assertThat(pool.nodesOf("s")).hasSize(8);
    assertThat(pool.nodesOf("s").stream().distinct()).hasSize(4);
  }

  @Test
  void apart_holdsWithinTheService() {
    place(service("s", 5, 100, 100), Constraints.NONE.withApart(new Neighbour("s", "")));
    assertThat(pool.nodesOf("s")).containsExactlyInAnyOrder("a1", "a2", "b1", "b2");
  }

  @Test
  void apart_isMutual() {
    pool.add(service("other", 1, 100, 100));
    place(service("s", 1, 100, 100), Constraints.NONE.withApart(new Neighbour("other", "zone")));
    assertThat(pool.nodesOf("other")).containsExactly("a1");
    assertThat(pool.nodesOf("s")).allMatch(node -> node.startsWith("b"));
    pool.scale("other", 9);
    assertThat(pool.nodesOf("other")).hasSize(9).allMatch(node -> node.startsWith("a"));
  }

  @Test
  void near_isTheSameZone_onceThereIsOne() {
    var nearBase = Constraints.NONE.withNear(new Neighbour("base", "zone"));
    place(service("early", 1, 100, 100), nearBase);
    assertThat(pool.nodesOf("early")).hasSize(1);
    var inB = new LabelRule("zone", Operator.IN, List.of("b"));
    place(service("base", 1, 100, 100), Constraints.NONE.withRequired(inB));
    place(service("s", 2, 100, 100), nearBase);
    assertThat(pool.nodesOf("s")).hasSize(2).allMatch(node -> node.startsWith("b"));
  }

  @Test
  void spread_keepsZonesEven() {
    place(service("s", 6, 100, 100), Constraints.NONE.withSpread(new Spread("zone", 1)));
    assertThat(pool.nodesOf("s").stream().filter(node -> node.startsWith("a"))).hasSize(3);
    assertThat(pool.nodesOf("s").stream().filter(node -> node.startsWith("b"))).hasSize(3);
  }

  @Test
  void spread_leavesInstancesWaiting_ratherThanUneven() {
    var even = Constraints.NONE.withSpread(new Spread("zone", 1));
    pool.change("b1", NodeState.CORDONED);
    pool.change("b2", NodeState.CORDONED);
    var queued = only(Queued.class, pool.add(service("s", 3, 100, 100).withConstraints(even)));
    assertThat(pool.nodesOf("s")).hasSize(1);
    assertThat(queued.get(0).explanation().refusals())
        .containsEntry("spread", 2)
        .containsEntry("state", 2);
  }

  @Test
  void severalDevices_areDifferentOnes() {
    pool.add(node("two", 2000, 2000, new Device("g", "gpu"), new Device("h", "gpu")));
    var pair = new Demand(
        new Resources(100, 100, 0), List.of(new Demand.Accelerator(List.of("gpu"), 600, 2)));
    pool.add(new ServiceSpec("s", 1, pair));
    assertThat(pool.nodesOf("s")).containsExactly("two");
    assertThat(pool.allocations("s").get(0).devices()).hasSize(2);
  }

  @Test
  void sharesOfDevices_arePackedTogether() {
    pool.add(new ServiceSpec("s", 2, gpu(100, 500)));
    assertThat(pool.nodesOf("s").stream().distinct()).hasSize(1);
  }

  @Test
  void sensitiveService_getsTheNodeWithMoreRoom() {
    pool.add(service("first", 1, 500, 100));
    pool.add(service("plain", 1, 100, 100));
    assertThat(pool.nodesOf("plain")).isEqualTo(pool.nodesOf("first"));
    pool.add(service("s", 1, 100, 100).withSensitivity(Sensitivity.CPU));
    assertThat(pool.nodesOf("s")).isNotEqualTo(pool.nodesOf("first"));
  }

  @Test
  void measuredSlowdown_keepsServicesApart() {
    pool.add(service("noisy", 1, 500, 100));
    pool.add(service("s", 1, 100, 100));
    var shared = pool.nodesOf("noisy").get(0);
    assertThat(pool.nodesOf("s")).containsExactly(shared);
    pool.fold(new Slowdown(pool.origin(), "s", shared, 800));
    var second = only(Placed.class, pool.scale("s", 2)).get(0);
    assertThat(second.allocation().node()).isNotEqualTo(shared);
  }

  @Test
  void preferredDevice_isBetterFromThenOn() {
    pool.add(node("tpus", 2000, 2000, new Device("t", "tpu")));
    pool.add(service("s", 1, 100, 100));
    assertThat(pool.nodesOf("s")).doesNotContain("tpus");
    pool.fold(new Improve(pool.origin(), "s", Improve.Action.PREFER, "tpu", 0));
    pool.scale("s", 2);
    assertThat(pool.nodesOf("s")).contains("tpus");
  }
}
