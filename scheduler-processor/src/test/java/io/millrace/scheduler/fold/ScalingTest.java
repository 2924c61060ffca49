package io.millrace.scheduler.fold;

import static io.millrace.scheduler.fold.PoolUnderTest.node;
import static io.millrace.scheduler.fold.PoolUnderTest.only;
import static io.millrace.scheduler.fold.PoolUnderTest.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.placement.NodeState;
import io.millrace.model.placement.command.PoolCommand;
import io.millrace.model.placement.command.ServiceCommand;
import io.millrace.model.placement.command.ServiceCommand.Report.Event;
import io.millrace.model.placement.decision.Decision.Applied;
import io.millrace.model.placement.decision.Decision.Freed;
import io.millrace.model.placement.decision.Decision.Freed.Reason;
import io.millrace.model.placement.decision.Decision.Placed;
import io.millrace.model.placement.decision.Decision.Queued;
import io.millrace.model.placement.decision.Decision.Refused;
import io.millrace.model.placement.policy.Policy;
import io.millrace.model.placement.state.ServiceEntry.Waiting;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScalingTest {
  private final PoolUnderTest pool = new PoolUnderTest();

  @Test
  void whatLacksNothing_whilePlacingIsStopped_doesNotWait() {
    pool.add(node("n", 2000, 1000));
    pool.add(service("s", 2, 500, 100));
    pool.fold(new PoolCommand.SetActive(pool.origin(), false));
    assertThat(only(Queued.class, pool.scale("s", 1))).isEmpty();
    assertThat(pool.scheduler.snapshot().services().get(0).waiting()).isEqualTo(Waiting.NONE);
  }

  @Test
  void service_isPlaced_withTheReasons() {
    pool.add(node("small", 1000, 1000));
    pool.add(node("large", 8000, 8000));
    pool.add(node("tiny", 100, 100));
    var decisions = pool.add(service("s", 1, 500, 500));
    assertThat(decisions).hasSize(2).first().isInstanceOf(Applied.class);
    var placed = only(Placed.class, decisions).get(0);
    assertThat(placed.allocation().node()).isEqualTo("small");
    assertThat(placed.stamp().version()).isEqualTo(4);
    assertThat(placed.stamp().number()).isEqualTo(1);
    assertThat(placed.explanation().nodes()).isEqualTo(3);
    assertThat(placed.explanation().refusals()).containsOnly(Map.entry("cpu", 1));
    assertThat(placed.explanation().candidates())
        .extracting(each -> each.node())
        .containsExactly("small", "large");
    assertThat(placed.explanation().candidates().get(0).components())
        .extracting(each -> each.score())
        .contains("fragmentation", "sensitivity", "contention", "preference");
  }

  @Test
  void whatFindsNoRoom_waitsWithItsReason_andIsPlacedWhenThereIsRoom() {
    pool.add(node("n", 1000, 1000));
    var queued = only(Queued.class, pool.add(service("s", 3, 600, 100)));
    assertThat(queued).hasSize(1);
    assertThat(queued.get(0).missing()).isEqualTo(2);
    assertThat(queued.get(0).reason()).isEqualTo("none of 1 nodes can take it: cpu 1");
    assertThat(queued.get(0).explanation().refusals()).containsEntry("cpu", 1);
    assertThat(only(Placed.class, pool.add(node("m", 1300, 1000)))).hasSize(2);
    assertThat(only(Placed.class, pool.retry())).isEmpty();
  }

  @Test
  void serviceLargerThanAnyNode_waits_andNobodyElse() {
    pool.add(node("n", 1000, 1000));
    pool.add(service("huge", 1, 5000, 100));
    assertThat(only(Placed.class, pool.add(service("s", 1, 100, 100)))).hasSize(1);
  }

  @Test
  void scaleIn_endsTheNewest_andFreesWhatItHeld() {
    pool.add(node("n", 1000, 1000));
    pool.add(service("s", 2, 500, 100));
    var allocations = pool.allocations();
    var freed = only(Freed.class, pool.scale("s", 1));
    assertThat(freed).hasSize(1);
    assertThat(freed.get(0).allocation()).isEqualTo(allocations.get(1).id());
    assertThat(freed.get(0).reason()).isEqualTo(Reason.SCALED_IN);
    assertThat(only(Placed.class, pool.add(service("t", 1, 500, 100)))).hasSize(1);
  }

  @Test
  void scaleIn_endsWhatDoesNotWork_first() {
    pool.add(node("n", 8000, 1000));
    pool.add(service("s", 3, 500, 100));
    var allocations = pool.allocations();
    pool.report(allocations.get(0), Event.UNHEALTHY);
    pool.report(allocations.get(2), Event.HEALTHY);
    assertThat(only(Freed.class, pool.scale("s", 2)).get(0).allocation())
        .isEqualTo(allocations.get(0).id());
    assertThat(only(Freed.class, pool.scale("s", 1)).get(0).allocation())
        .isEqualTo(allocations.get(1).id());
  }

  @Test
  void scaleIn_takesTheRoomForWhatWaits_inTheSameCommand() {
    pool.add(node("n", 1000, 1000));
    pool.add(service("s", 2, 500, 100));
    pool.add(service("waits", 1, 500, 100));
    assertThat(only(Placed.class, pool.scale("s", 1)))
        .extracting(each -> each.service().id())
        .containsExactly("waits");
  }

  @Test
  void removedService_freesEverything() {
    pool.add(node("n", 1000, 1000));
    pool.add(service("s", 2, 500, 100));
    var freed = only(Freed.class, pool.fold(new ServiceCommand.Remove(pool.origin(), "s")));
    assertThat(freed).hasSize(2).allMatch(each -> each.reason() == Reason.SERVICE_REMOVED);
    assertThat(pool.allocations()).isEmpty();
    assertThat(only(Refused.class, pool.scale("s", 1))).hasSize(1);
  }

  @Test
  void secondAdd_isRefused_andChangesNothing() {
    pool.add(node("n", 1000, 1000));
    pool.add(service("s", 1, 500, 100));
    assertThat(only(Refused.class, pool.add(service("s", 2, 10, 10))).get(0).reason())
        .isEqualTo("service s is there already");
    assertThat(only(Refused.class, pool.add(node("n", 9000, 9000)))).hasSize(1);
    assertThat(pool.allocations()).hasSize(1);
  }

  @Test
  void stoppedPool_queues_saysSo_andGoesOn() {
    pool.add(node("n", 1000, 1000));
    pool.fold(new PoolCommand.SetActive(pool.origin(), false));
    assertThat(only(Queued.class, pool.add(service("s", 1, 500, 100))).get(0).reason())
        .isEqualTo("placing is stopped");
    assertThat(only(Placed.class, pool.fold(new PoolCommand.SetActive(pool.origin(), true))))
        .hasSize(1);
  }

  @Test
  void gang_isPlacedWhole_orNotAtAll() {
    pool.add(node("n", 1000, 1000));
    var decisions = pool.add(service("g", 3, 400, 100).asGang());
    assertThat(only(Placed.class, decisions)).isEmpty();
    assertThat(only(Queued.class, decisions).get(0).missing()).isEqualTo(3);
    assertThat(only(Queued.class, decisions).get(0).reason()).startsWith("it is all or none");
    assertThat(pool.allocations()).isEmpty();
    assertThat(only(Placed.class, pool.add(node("m", 400, 400)))).hasSize(3);
  }

  @Test
  void higherPriority_pushesOutTheLeastImportant() {
    pool.add(node("n", 1000, 1000));
    pool.add(node("m", 1000, 1000));
    pool.add(service("middle", 1, 800, 100).withPriority(5));
    pool.add(service("low", 1, 800, 100).withPriority(1));
    var decisions = pool.add(service("high", 1, 500, 100).withPriority(9));
    assertThat(only(Freed.class, decisions)).singleElement().satisfies(freed -> {
      assertThat(freed.service()).isEqualTo("low");
      assertThat(freed.reason()).isEqualTo(Reason.PREEMPTED);
      assertThat(freed.detail()).contains("high", "9");
    });
    assertThat(only(Placed.class, decisions).get(0).service().id()).isEqualTo("high");
    assertThat(only(Queued.class, decisions).get(0).service()).isEqualTo("low");
  }

  @Test
  void preemption_takesNoMoreThanItNeeds() {
    pool.add(node("n", 1000, 1000));
    pool.add(service("low", 4, 250, 100));
    var decisions = pool.add(service("high", 1, 400, 100).withPriority(1));
    assertThat(only(Freed.class, decisions)).hasSize(2);
    assertThat(pool.allocations("low")).hasSize(2);
  }

  @Test
  void equalPriority_pushesOutNobody() {
    pool.add(node("n", 1000, 1000));
    pool.add(service("first", 1, 800, 100));
    assertThat(only(Freed.class, pool.add(service("second", 1, 800, 100)))).isEmpty();
  }

  @Test
  void policy_canForbidPreemption() {
    pool.policy(Policy.DEFAULT.withPreemption(false));
    pool.add(node("n", 1000, 1000));
    pool.add(service("low", 1, 800, 100));
    assertThat(only(Freed.class, pool.add(service("high", 1, 800, 100).withPriority(3))))
        .isEmpty();
  }

  @Test
  void cordonedNode_keepsWhatItHas_andGetsNothing() {
    pool.add(node("n", 8000, 1000));
    pool.add(service("s", 1, 500, 100));
    assertThat(only(Freed.class, pool.change("n", NodeState.CORDONED))).isEmpty();
    assertThat(only(Queued.class, pool.scale("s", 2)).get(0).explanation().refusals())
        .containsEntry("state", 1);
    assertThat(only(Placed.class, pool.change("n", NodeState.READY))).hasSize(1);
  }
}
