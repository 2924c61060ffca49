package io.millrace.scheduler.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.placement.Demand;
import io.millrace.model.placement.NodeSpec;
import io.millrace.model.placement.Resources;
import io.millrace.model.placement.ServiceSpec;
import io.millrace.model.placement.command.NodeCommand;
import io.millrace.model.placement.command.Origin;
import io.millrace.model.placement.command.ServiceCommand;
import io.millrace.model.placement.command.ServiceCommand.Report;
import io.millrace.model.placement.decision.Decision;
import io.millrace.model.placement.state.PoolKnowledge;
import io.millrace.model.placement.state.PoolKnowledge.Slowdown;
import io.millrace.model.placement.state.PoolSnapshot;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a pool keeps stays within what a record takes. */
class RecordRoomTest {
  private static Scheduler knowing(int pairs) {
    var empty = Scheduler.empty().snapshot();
    var known = IntStream.range(0, pairs)
        .mapToObj(i -> new Slowdown("suffering-service", "neighbour-" + i, 100))
        .toList();
    var scheduler = Scheduler.of(new PoolSnapshot(
        empty.header(),
        new PoolKnowledge(empty.knowledge().policy(), List.of(), known),
        empty.demands(),
        empty.nodes(),
        empty.services(),
        empty.instances()));
    var origin = Origin.of("c");
    scheduler.fold(
        new NodeCommand.Add(origin, new NodeSpec("n", new Resources(100, 100, 0), List.of())));
    scheduler.fold(new ServiceCommand.Add(
        origin, new ServiceSpec("s", 1, new Demand(new Resources(1, 1, 0)))));
    return scheduler;
  }

  private static Decision measured(Scheduler scheduler) {
    return scheduler
        .fold(new ServiceCommand.Slowdown(Origin.of("m"), "s", "n", 200))
        .get(0);
  }

  @Test
  void slowdowns_areKept_asManyAsARecordTakes() {
    assertThat(measured(knowing(1000))).isInstanceOf(Decision.Applied.class);
    assertThat(measured(knowing(50_000)))
        .isInstanceOfSatisfying(
            Decision.Refused.class,
            refused -> assertThat(refused.reason())
                .isEqualTo(
                    "slowdown of service s on node n: as many as a pool keeps are known already"));
  }

  @Test
  void whyANodeIsAvoided_isKeptInShort_andDecidedInFull() {
    var pool = knowing(0);
    var allocation = pool.snapshot().instances().get(0).allocation();
    var detail = "x".repeat(100_000);
    var decisions = pool.fold(new ServiceCommand.Report(
        Origin.of("r"), "s", allocation.id(), allocation.epoch(), Report.Event.FAILED, detail));
    assertThat(decisions)
        .filteredOn(Decision.Freed.class::isInstance)
        .singleElement()
        .isInstanceOfSatisfying(
            Decision.Freed.class, freed -> assertThat(freed.detail()).isEqualTo(detail));
    assertThat(pool.snapshot().services().get(0).avoided().get("n"))
        .startsWith("it failed here: xxx")
        .hasSizeLessThan(300);
  }
}
