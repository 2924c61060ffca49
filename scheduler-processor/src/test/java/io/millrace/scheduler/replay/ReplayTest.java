package io.millrace.scheduler.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import io.millrace.model.placement.policy.Policy.Moves;
import io.millrace.model.placement.policy.Policy.Shape;
import io.millrace.model.placement.policy.Strategy;
import io.millrace.model.placement.state.PoolSnapshot;
import io.millrace.scheduler.fold.Scheduler;
import io.millrace.topology.serde.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A log decided again. */
class ReplayTest {
  private static final PoolSnapshot START = Scheduler.empty().snapshot();

  private static Origin origin(int number) {
    return Origin.of("c" + number);
  }

  private static NodeSpec node(String id, long millicpu, Device... devices) {
    return new NodeSpec(id, new Resources(millicpu, 64000, 64000), List.of(devices));
  }

  private static ServiceSpec service(String id, long millicpu) {
    return new ServiceSpec(id, 1, new Demand(new Resources(millicpu, 10, 0)));
  }

  private static List<PlacementCommand> log() {
    return List.of(
        new NodeCommand.Add(origin(0), node("small", 1000)),
        new NodeCommand.Add(origin(1), node("large", 8000)),
        new ServiceCommand.Add(origin(2), service("first", 900)),
        new ServiceCommand.Add(origin(3), service("second", 500)),
        new ServiceCommand.Scale(origin(4), "first", 0));
  }

  private static List<byte[]> recorded(List<PlacementCommand> log) {
    var scheduler = Scheduler.of(START);
    var recorded = new ArrayList<byte[]>();
    log.forEach(command -> scheduler
        .fold(command)
        .forEach(decision -> recorded.add(Json.MAPPER.writeValueAsBytes(decision))));
    return recorded;
  }

  @Test
  void replay_ofTheSameLog_findsNoDifference() {
    var replay =
        new Replay(START, Json.MAPPER::writeValueAsBytes, recorded(log()).iterator());
    assertThat(log()).allSatisfy(command -> assertThat(replay.fold(command)).isNull());
    assertThat(replay.decisions()).isEqualTo(recorded(log()).size());
  }

  @Test
  void replay_ofARecordThatWasChanged_saysWhere() {
    var recorded = recorded(log());
    recorded.set(3, "{}".getBytes(StandardCharsets.UTF_8));
    var replay = new Replay(START, Json.MAPPER::writeValueAsBytes, recorded.iterator());
    var differences = new ArrayList<Replay.Difference>();
    for (var command : log()) {
      var found = replay.fold(command);
      if (found != null) {
        differences.add(found);
      }
    }
    assertThat(differences).singleElement().satisfies(found -> {
      assertThat(found.command()).isEqualTo(3);
      assertThat(found.now()).isInstanceOf(Decision.Placed.class);
    });
  }

  @Test
  void explanation_tellsOfEveryNode_asItWasThen() {
    var verdicts = Objects.requireNonNull(Explainer.explain(START, log(), "second-2"));
    assertThat(verdicts).hasSize(2);
    assertThat(verdicts.get(0).refusedBy()).isEqualTo("cpu");
    assertThat(verdicts.get(0).reason()).isEqualTo("500 millicpu wanted, 100 free");
    assertThat(verdicts.get(1).refusedBy()).isNull();
    assertThat(verdicts.get(1).total()).isPositive();
    assertThat(verdicts.get(1).components()).hasSize(4);
  }

  @Test
  void explanation_ofWhatWasNeverPlaced_isNone() {
    assertThat(Explainer.explain(START, log(), "third-1")).isNull();
  }

  @Test
  void whatIf_tellsWhatComesOfAnotherPolicy() {
    var spread = Policy.DEFAULT
        .named("spread")
        .withStrategy(Strategy.WORST_FIT)
        .withScores(Map.of("fit", 1));
    var outcome = WhatIf.decide(START, log(), spread);
    assertThat(outcome.placed()).isEqualTo(2);
    assertThat(outcome.usage().millicpuUsed()).isEqualTo(500);
    assertThat(Explainer.explain(START, log(), "first-1")).isNotNull();
  }

  @Test
  void whatIf_withAPolicyThatIsNone_saysWhatIsWrong() {
    var wrong = Policy.DEFAULT.named("wrong").withScores(Map.of("speed", 1));
    assertThatThrownBy(() -> WhatIf.decide(START, log(), wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no score has the name speed");
  }

  @Test
  void rebalancing_movesWithinTheBudget_andTellsTheGain() {
    var scheduler = Scheduler.of(START);
    var whole = new Shape(1000, 0, List.of(), 1000, 1, 1);
    var policy = Policy.DEFAULT.withShapes(List.of(whole)).withMoves(new Moves(1, 1));
    scheduler.fold(new PoolCommand.SetPolicy(origin(0), policy));
    var half =
        new Demand(new Resources(100, 10, 0), List.of(new Demand.Accelerator(List.of(), 500, 1)));
    // Each gets a node of its own, because the others come later.
    for (var id : List.of("a", "b", "c")) {
      scheduler.fold(new NodeCommand.Add(origin(1), node(id, 8000, new Device("g", "gpu"))));
      scheduler.fold(new ServiceCommand.Add(origin(2), new ServiceSpec("of-" + id, 1, half)));
      scheduler.fold(new NodeCommand.Change(origin(3), id, NodeState.CORDONED));
    }
    for (var id : List.of("a", "b", "c")) {
      scheduler.fold(new NodeCommand.Change(origin(4), id, NodeState.READY));
    }
    assertThat(scheduler.usage().devicesUnusable()).isEqualTo(1500);
    var moves = scheduler.fold(new PoolCommand.Rebalance(origin(5), 5)).stream()
        .filter(Decision.Placed.class::isInstance)
        .map(Decision.Placed.class::cast)
        .toList();
    assertThat(moves).singleElement().satisfies(move -> {
      assertThat(move.gain()).isEqualTo(1000);
      assertThat(move.allocation().replaces()).isNotNull();
    });
    var moved = moves.get(0).allocation();
    scheduler.fold(new ServiceCommand.Report(
        origin(6), moved.service(), moved.id(), moved.epoch(), Event.STARTED, ""));
    assertThat(scheduler.usage().devicesUnusable()).isEqualTo(500);
  }
}
