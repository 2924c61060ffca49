package io.millrace.scheduler.fold;

import static io.millrace.scheduler.fold.PoolUnderTest.node;
import static io.millrace.scheduler.fold.PoolUnderTest.only;
import static io.millrace.scheduler.fold.PoolUnderTest.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.placement.Constraints;
import io.millrace.model.placement.Container;
import io.millrace.model.placement.NodeState;
import io.millrace.model.placement.Resources;
import io.millrace.model.placement.Taint;
import io.millrace.model.placement.command.NodeCommand;
import io.millrace.model.placement.command.Origin;
import io.millrace.model.placement.command.ServiceCommand.Improve;
import io.millrace.model.placement.command.ServiceCommand.Report.Event;
import io.millrace.model.placement.decision.Decision.Freed;
import io.millrace.model.placement.decision.Decision.Freed.Reason;
import io.millrace.model.placement.decision.Decision.Placed;
import io.millrace.model.placement.decision.Decision.Queued;
import io.millrace.model.placement.decision.Decision.Refused;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Instances that have to leave where they are. */
class ReplacingTest {
  private final PoolUnderTest pool = new PoolUnderTest();

  @Test
  void lostNode_isPlacedAnewElsewhere() {
    pool.add(node("n", 1000, 1000));
    pool.add(service("s", 2, 500, 100));
    pool.add(node("m", 1000, 1000));
    var decisions = pool.change("n", NodeState.LOST);
    assertThat(only(Freed.class, decisions))
        .hasSize(2)
        .allMatch(each -> each.reason() == Reason.NODE_LOST);
    assertThat(only(Placed.class, decisions)).hasSize(2);
    assertThat(pool.nodesOf("s")).containsExactly("m", "m");
  }

  @Test
  void epochs_grow_andIdsAreNotUsedAgain() {
    pool.add(node("n", 1000, 1000));
    pool.add(service("s", 1, 500, 100));
    var before = pool.allocations().get(0);
    pool.change("n", NodeState.LOST);
    pool.change("n", NodeState.READY);
    var after = pool.allocations().get(0);
    assertThat(after.epoch()).isGreaterThan(before.epoch());
    assertThat(after.id()).isNotEqualTo(before.id());
  }

  @Test
  void lostNode_addedAgain_isAsAnnouncedNow() {
    pool.add(node("n", 1000, 1000));
    pool.change("n", NodeState.LOST);
    pool.add(service("s", 1, 3000, 100));
    assertThat(only(Placed.class, pool.add(node("n", 4000, 1000)))).hasSize(1);
    assertThat(pool.nodeEntry("n").state()).isEqualTo(NodeState.READY);
  }

  @ParameterizedTest
  @EnumSource(value = NodeState.class, names = "LOST", mode = EnumSource.Mode.EXCLUDE)
  void lostNode_thatIsBack_hasTheStateItWasGiven(NodeState given) {
    pool.add(node("n", 1000, 1000));
    pool.change("n", given);
    pool.change("n", NodeState.LOST);
    pool.change("n", NodeState.LOST);
    assertThat(pool.nodeEntry("n").given()).isEqualTo(given);
    pool.back("n");
    assertThat(pool.nodeEntry("n").state()).isEqualTo(given);

    pool.change("n", NodeState.LOST);
    pool.fold(new NodeCommand.Update(pool.origin(), node("n", 3000, 1000)));
    assertThat(pool.nodeEntry("n").state()).as("nobody has heard it").isEqualTo(NodeState.LOST);
    pool.add(node("n", 2000, 1000));
    assertThat(pool.nodeEntry("n").state()).isEqualTo(given);
    assertThat(only(Placed.class, pool.add(service("s", 1, 500, 100))))
        .hasSize(given == NodeState.READY ? 1 : 0);
  }

  @Test
  void lostNode_thatIsGivenAnotherState_hasThat() {
    pool.add(node("n", 1000, 1000));
    pool.change("n", NodeState.CORDONED);
    pool.change("n", NodeState.LOST);
    pool.change("n", NodeState.READY);
    pool.change("n", NodeState.LOST);
    pool.add(service("s", 1, 500, 100));
    assertThat(only(Placed.class, pool.back("n"))).hasSize(1);
  }

  @Test
  void nodeThatIsNotLost_cannotBeBack() {
    pool.add(node("n", 1000, 1000));
    pool.change("n", NodeState.CORDONED);
    assertThat(only(Refused.class, pool.back("n")).get(0).reason())
        .isEqualTo("node n is not lost, but CORDONED");
    assertThat(only(Refused.class, pool.back("m")).get(0).reason()).isEqualTo("node m is unknown");
  }

  @Test
  void removedNode_isPlacedAnewElsewhere() {
    pool.add(node("n", 1000, 1000));
    pool.add(service("s", 1, 500, 100));
    pool.add(node("m", 1000, 1000));
    var decisions = pool.fold(new NodeCommand.Remove(pool.origin(), "n"));
    assertThat(only(Freed.class, decisions).get(0).reason()).isEqualTo(Reason.NODE_REMOVED);
    assertThat(pool.nodesOf("s")).containsExactly("m");
  }

  @Test
  void drainedNode_isLeft_whenTheNewInstanceWorks() {
    pool.add(node("n", 1000, 1000));
    pool.add(service("s", 1, 500, 100));
    pool.add(node("m", 1000, 1000));
    var old = pool.allocations().get(0);
    var decisions = pool.change("n", NodeState.DRAINING);
    assertThat(only(Freed.class, decisions)).isEmpty();
    var placed = only(Placed.class, decisions).get(0).allocation();
    assertThat(placed.node()).isEqualTo("m");
    assertThat(placed.replaces()).isEqualTo(old.id());
    var freed = only(Freed.class, pool.report(placed, Event.STARTED));
    assertThat(freed).singleElement().satisfies(each -> {
      assertThat(each.allocation()).isEqualTo(old.id());
      assertThat(each.reason()).isEqualTo(Reason.REPLACED);
    });
    assertThat(pool.nodesOf("s")).containsExactly("m");
  }

  @Test
  void drainedNode_withNowhereToGo_keepsItsInstances_untilThereIsRoom() {
    pool.add(node("n", 1000, 1000));
    pool.add(service("s", 1, 500, 100));
    var decisions = pool.change("n", NodeState.DRAINING);
    assertThat(only(Queued.class, decisions).get(0).missing()).isEqualTo(1);
    assertThat(pool.nodesOf("s")).containsExactly("n");
    assertThat(only(Placed.class, pool.add(node("m", 1000, 1000)))).hasSize(1);
  }

  @Test
  void update_makesBeforeItBreaks_oneForOne() {
    pool.add(node("n", 2000, 1000));
    pool.add(service("s", 2, 500, 100));
    var old = pool.allocations();
    var updated = service("s", 2, 500, 100).withContainer(Container.of("image:2"));
    var placed = only(Placed.class, pool.update(updated));
    assertThat(placed).hasSize(2);
    assertThat(placed.get(0).service().container().image()).isEqualTo("image:2");
    assertThat(pool.allocations()).hasSize(4);
    pool.report(placed.get(0).allocation(), Event.HEALTHY);
    assertThat(pool.allocations()).hasSize(3);
    pool.report(placed.get(1).allocation(), Event.HEALTHY);
    assertThat(pool.allocations())
        .hasSize(2)
        .doesNotContainAnyElementsOf(old)
        .allMatch(each -> each.revision() == 2 && each.replaces() == null);
  }

  @Test
  void update_thatChangesNoInstance_replacesNone() {
    pool.add(node("n", 2000, 1000));
    pool.add(service("s", 2, 500, 100));
    assertThat(only(Placed.class, pool.update(service("s", 3, 500, 100).withPriority(4))))
        .hasSize(1);
    assertThat(pool.allocations()).hasSize(3);
  }

  @Test
  void update_ofServiceWithOneInstanceANode_findsRoomBesideTheOld() {
    pool.add(node("n", 2000, 1000));
    var one = service("s", 1, 500, 100).withConstraints(Constraints.NONE.withMaxPerNode(1));
    pool.add(one);
    assertThat(only(Placed.class, pool.update(one.withContainer(Container.of("image:2")))))
        .hasSize(1);
  }

  @Test
  void newInstance_thatFails_isTriedElsewhere_andTheOldOneStays() {
    pool.add(node("n", 1000, 1000));
    pool.add(node("m", 4000, 1000));
    pool.add(service("s", 1, 500, 100));
    var updated = service("s", 1, 500, 100).withContainer(Container.of("broken"));
    var first = only(Placed.class, pool.update(updated)).get(0).allocation();
    var decisions = pool.report(first, Event.FAILED);
    assertThat(only(Freed.class, decisions).get(0).reason()).isEqualTo(Reason.FAILED);
    var second = only(Placed.class, decisions).get(0).allocation();
    assertThat(second.node()).isNotEqualTo(first.node());
    var last = pool.report(second, Event.FAILED);
    assertThat(only(Queued.class, last).get(0).reason()).contains("avoided 2");
    assertThat(pool.allocations("s")).singleElement().matches(each -> each.revision() == 1);
    assertThat(only(Placed.class, pool.retry())).hasSize(1);
  }

  @Test
  void scaleIn_endsWhatIsBeingReplaced_withItsSuccessor() {
    pool.add(node("n", 4000, 1000));
    pool.add(service("s", 2, 500, 100));
    pool.update(service("s", 2, 500, 100).withContainer(Container.of("image:2")));
    assertThat(pool.allocations()).hasSize(4);
    assertThat(only(Freed.class, pool.scale("s", 1))).hasSize(2);
    assertThat(pool.allocations()).hasSize(2);
  }

  @Test
  void staleReports_areRefused() {
    pool.add(node("n", 4000, 1000));
    pool.add(service("s", 1, 500, 100));
    var allocation = pool.allocations().get(0);
    pool.scale("s", 0);
    assertThat(only(Refused.class, pool.report(allocation, Event.FAILED)).get(0).reason())
        .contains("out of date");
  }

  @Test
  void shrunkNode_keepsWhatFits_theImportantFirst() {
    pool.add(node("n", 2000, 1000));
    pool.add(service("low", 1, 900, 100));
    pool.add(service("high", 1, 900, 100).withPriority(5));
    var decisions = pool.fold(new NodeCommand.Update(pool.origin(), node("n", 1000, 1000)));
    assertThat(only(Freed.class, decisions)).singleElement().satisfies(freed -> {
      assertThat(freed.service()).isEqualTo("low");
      assertThat(freed.reason()).isEqualTo(Reason.NODE_CHANGED);
    });
    assertThat(pool.nodesOf("high")).containsExactly("n");
  }

  @Test
  void nodeUpdate_keepsWhatOthersUse() {
    pool.add(node("n", 2000, 1000));
    pool.add(service("s", 1, 900, 100));
    pool.fold(new NodeCommand.Update(
        pool.origin(), node("n", 2000, 1000).withReserved(new Resources(300, 0, 0))));
    assertThat(only(Queued.class, pool.scale("s", 2)).get(0).explanation().refusals())
        .containsEntry("cpu", 1);
  }

  @Test
  void evictingTaint_movesWhatDoesNotTolerateIt() {
    pool.add(node("n", 2000, 1000));
    pool.add(service("s", 1, 900, 100));
    pool.add(node("m", 2000, 1000));
    var tainted = node("n", 2000, 1000).withTaints(List.of(new Taint("repair", "", true)));
    var decisions = pool.fold(new NodeCommand.Update(pool.origin(), tainted));
    assertThat(only(Placed.class, decisions).get(0).allocation().node()).isEqualTo("m");
  }

  @Test
  void quality_movesAwayFromANode() {
    pool.add(node("n", 1000, 1000));
    pool.add(service("s", 1, 500, 100));
    pool.add(node("m", 2000, 1000));
    var origin = new Origin("q", 1, "watcher", "violation-7");
    var decisions = pool.fold(new Improve(origin, "s", Improve.Action.MOVE_AWAY, "n", 0));
    var placed = only(Placed.class, decisions).get(0);
    assertThat(placed.allocation().node()).isEqualTo("m");
    assertThat(placed.stamp().cause()).isEqualTo("violation-7");
  }

  @Test
  void quality_scales_withinBounds() {
    pool.add(node("n", 8000, 8000));
    pool.add(service("s", 2, 100, 100));
    pool.fold(new Improve(pool.origin(), "s", Improve.Action.SCALE_OUT, "", 2));
    assertThat(pool.allocations()).hasSize(4);
    pool.fold(new Improve(pool.origin(), "s", Improve.Action.SCALE_IN, "", 9));
    assertThat(pool.allocations()).as("one stays").hasSize(1);
  }
}
