package io.millrace.connectors.prometheus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.placement.Allocation;
import io.millrace.model.placement.Demand;
import io.millrace.model.placement.NodeSpec;
import io.millrace.model.placement.NodeState;
import io.millrace.model.placement.Resources;
import io.millrace.model.placement.ServiceSpec;
import io.millrace.model.placement.decision.Decision;
import io.millrace.model.placement.decision.Decision.Freed.Reason;
import io.millrace.model.placement.decision.Explanation;
import io.millrace.model.placement.decision.Stamp;
import io.millrace.model.placement.policy.TieRule;
import io.millrace.model.placement.state.InstanceEntry;
import io.millrace.model.placement.state.NodeEntry;
import io.millrace.model.placement.state.PoolChanges;
import io.millrace.model.placement.state.PoolHeader;
import io.millrace.model.placement.state.ServiceEntry;
import io.millrace.model.placement.state.ServiceEntry.Waiting;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlacementMetersTest {
  private static final String POOL = "edge";
  private static final Stamp STAMP = new Stamp("c", 1, 0, 1, "");
  private static final PoolHeader HEADER = new PoolHeader(1, 1, 1, true, 0);

  private final Meters meters = new Meters("1.2", "strict", 3);

  @AfterEach
  void close() {
    meters.close();
  }

  private List<String> lines(String meter) {
    return new String(meters.scrape("text/plain").body(), UTF_8)
        .lines()
        .filter(line -> line.startsWith(meter))
        .toList();
  }

  @Test
  void decisions_areCountedByKind_andTimed_andRefusalsByFilter() {
    var explanation =
        new Explanation(9, List.of(), Map.of("cpu", 7, "labels", 2), TieRule.BEST_FIT);
    meters
        .placement()
        .decided(
            POOL,
            List.of(
                new Decision.Applied(STAMP, "web added"),
                new Decision.Queued(STAMP, "web", 2, "no room", explanation),
                new Decision.Freed(STAMP, "old-1", 1, "old", "n1", Reason.NODE_LOST, "")),
            40_000);
    meters.placement().decided(POOL, List.of(new Decision.Refused(STAMP, "unknown")), 2_000);
    assertThat(lines("millrace_placement_decisions_total"))
        .contains(
            "millrace_placement_decisions_total{decision=\"applied\",pool=\"edge\"} 1.0",
            "millrace_placement_decisions_total{decision=\"queued\",pool=\"edge\"} 1.0");
    assertThat(lines("millrace_placement_refusals_total"))
        .containsExactlyInAnyOrder(
            "millrace_placement_refusals_total{filter=\"cpu\",pool=\"edge\"} 7.0",
            "millrace_placement_refusals_total{filter=\"labels\",pool=\"edge\"} 2.0");
    assertThat(lines("millrace_placement_freed_total"))
        .containsExactly("millrace_placement_freed_total{pool=\"edge\",reason=\"node_lost\"} 1.0");
    assertThat(lines("millrace_placement_decision_duration_seconds_count"))
        .containsExactly("millrace_placement_decision_duration_seconds_count{pool=\"edge\"} 2");
    assertThat(lines("millrace_placement_decision_duration_seconds_bucket"))
        .contains(
            "millrace_placement_decision_duration_seconds_bucket{pool=\"edge\",le=\"1.0E-5\"} 1");
  }

  @Test
  void whatIsInAPool_isCounted_asItIsNow() {
    meters.placement().changed(POOL, changes(NodeState.READY, 2, List.of()));
    meters.placement().changed(POOL, changes(NodeState.LOST, 1, List.of()));
    assertThat(lines("millrace_placement_nodes"))
        .contains(
            "millrace_placement_nodes{pool=\"edge\",state=\"lost\"} 1.0",
            "millrace_placement_nodes{pool=\"edge\",state=\"ready\"} 0.0");
    assertThat(lines("millrace_placement_queued_instances"))
        .containsExactly("millrace_placement_queued_instances{pool=\"edge\"} 1.0");
    assertThat(lines("millrace_placement_allocations"))
        .containsExactly("millrace_placement_allocations{pool=\"edge\",state=\"placed\"} 1.0");

    meters.placement().changed(POOL, changes(NodeState.READY, 0, List.of("web-1")));
    meters.placement().left();
    assertThat(lines("millrace_placement_allocations"))
        .containsExactly("millrace_placement_allocations{pool=\"edge\",state=\"placed\"} 0.0");
    assertThat(lines("millrace_placement_nodes"))
        .contains("millrace_placement_nodes{pool=\"edge\",state=\"ready\"} 0.0");
  }

  @Test
  void poolsBeyondTheBound_areCountedTogether() {
    for (int i = 0; i < 9; i++) {
      meters.placement().decided("pool-" + i, List.of(new Decision.Applied(STAMP, "done")), 1);
    }
    assertThat(lines("millrace_placement_decisions_total"))
        .hasSize(4)
        .contains("millrace_placement_decisions_total{decision=\"other\",pool=\"other\"} 6.0");
    assertThat(lines("millrace_label_overflow_total"))
        .anyMatch(line -> line.contains("millrace_placement_decisions"));
  }

  private static PoolChanges changes(NodeState state, int waiting, List<String> gone) {
    var spec = new ServiceSpec("web", 3, new Demand(new Resources(100, 10, 0)));
    var service = new ServiceEntry(
        1,
        spec,
        1,
        List.of(new ServiceEntry.Revision(1, spec)),
        1,
        Map.of(),
        List.of(),
        new Waiting(waiting, "no room"));
    var instance = new InstanceEntry(
        new Allocation(
            "web-1", 1, "web", 1, "n1", List.of(), List.of(), Allocation.State.PLACED, null),
        false);
    return new PoolChanges(
        HEADER,
        null,
        List.of(),
        List.of(
            new NodeEntry(1, new NodeSpec("n1", new Resources(1000, 100, 0), List.of()), state)),
        List.of(),
        List.of(service),
        List.of(),
        gone.isEmpty() ? List.of(instance) : List.of(),
        gone);
  }
}
