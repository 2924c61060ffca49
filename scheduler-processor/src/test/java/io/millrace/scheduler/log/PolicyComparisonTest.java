package io.millrace.scheduler.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.placement.Constraints;
import io.millrace.model.placement.Constraints.Neighbour;
import io.millrace.model.placement.Container;
import io.millrace.model.placement.Demand;
import io.millrace.model.placement.NodeSpec;
import io.millrace.model.placement.NodeState;
import io.millrace.model.placement.Resources;
import io.millrace.model.placement.ServiceSpec;
import io.millrace.model.placement.command.NodeCommand;
import io.millrace.model.placement.command.Origin;
import io.millrace.model.placement.command.PlacementCommand;
import io.millrace.model.placement.command.PoolCommand;
import io.millrace.model.placement.command.ServiceCommand;
import io.millrace.model.placement.policy.Policy;
import io.millrace.model.placement.policy.Strategy;
import io.millrace.port.PlacementHistory.Judged;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Policies side by side. */
class PolicyComparisonTest {
  private static final Policy FIRST =
      Policy.DEFAULT.named("first").withStrategy(Strategy.FIRST_FIT);
  private static final Policy SPREAD =
      Policy.DEFAULT.named("spread").withStrategy(Strategy.WORST_FIT).withScores(Map.of("fit", 1));

  private static Origin at(int second) {
    return new Origin("c" + second, second * 1000L, "test", "");
  }

  private static PlacementCommand node(int second, String id) {
    return new NodeCommand.Add(
        at(second), new NodeSpec(id, new Resources(1000, 1000, 0), List.of()));
  }

  private static ServiceSpec service(String id, int replicas) {
    return new ServiceSpec(id, replicas, new Demand(new Resources(400, 100, 0)));
  }

  private static PlacementCommand add(int second, ServiceSpec service) {
    return new ServiceCommand.Add(at(second), service);
  }

  private static List<Judged> compare(
      int from, List<Policy> policies, List<PlacementCommand> commands) {
    var comparison = new PolicyComparison(Instant.ofEpochSecond(from), policies);
    commands.forEach(comparison::fold);
    return comparison.outcomes();
  }

  @Test
  void whatCameBefore_isAsItWas_andIsNotCounted() {
    var commands = List.of(
        node(1, "n"),
        node(2, "m"),
        new PoolCommand.SetPolicy(at(3), FIRST),
        add(4, service("early", 2)),
        new PoolCommand.SetPolicy(at(5), Policy.DEFAULT.named("later")),
        add(6, service("late", 1)),
        add(7, service("last", 2)));
    var judged = compare(5, List.of(SPREAD), commands);
    assertThat(judged)
        .extracting(Judged::policy)
        .containsExactly("first, then later (in force)", "spread");
    assertThat(judged).extracting(Judged::passedOver).containsExactly(0, 1);
    assertThat(judged).allSatisfy(one -> {
      assertThat(one.placed()).as("of late and last").isEqualTo(2);
      assertThat(one.queued()).isEqualTo(1);
      assertThat(one.usage())
          .containsEntry("instances", 4L)
          .containsEntry("waiting", 1L)
          .containsEntry("millicpuUsed", 1600L);
    });
    assertThat(compare(0, List.of(), commands).get(0).placed()).isEqualTo(4);
  }

  @Test
  void changesSince_holdForThePolicyInForce_andForNoOther() {
    var packed = FIRST.named("packed").withScores(Map.of());
    var commands = List.of(
        node(1, "n"),
        node(2, "m"),
        new PoolCommand.SetPolicy(at(3), packed),
        add(4, service("early", 1)),
        new PoolCommand.SetPolicy(at(5), SPREAD),
        new PoolCommand.SetPolicy(at(6), SPREAD.named("odd").withFilters(List.of("sunny"))),
        new PoolCommand.SetPolicy(at(7), SPREAD.named("wide")),
        add(8, service("late", 1).withConstraints(apart("early"))),
        add(9, service("last", 1)));
    var careless = packed.named("careless").withFilters(List.of("state"));
    var judged = compare(4, List.of(careless), commands);
    assertThat(judged)
        .extracting(Judged::policy)
        .containsExactly("packed, then 2 others, wide at last (in force)", "careless");
    assertThat(judged)
        .as("the refused one is no change")
        .extracting(Judged::passedOver)
        .containsExactly(0, 2);
    assertThat(judged.get(0).violations()).as("by the log's policies").isEmpty();
    assertThat(judged.get(1).violations())
        .as("still careless at the end")
        .containsEntry("apart", 2);
  }

  private static Constraints apart(String service) {
    return Constraints.NONE.withApart(new Neighbour(service, ""));
  }

  @Test
  void withNothingSince_everyPolicyLeavesThingsAsTheyAre() {
    var judged = compare(100, List.of(SPREAD), List.of(node(1, "n"), add(2, service("s", 1))));
    assertThat(judged).hasSize(2).allSatisfy(one -> {
      assertThat(one.placed()).isZero();
      assertThat(one.usage()).containsEntry("instances", 1L);
      assertThat(one.violations()).isEmpty();
    });
  }

  @Test
  void aReplacementUnderWay_ends_thoughItsReportIsLeftOut() {
    var judged = compare(
        4,
        List.of(),
        List.of(
            node(1, "n"),
            add(2, service("s", 1)),
            new ServiceCommand.Update(
                at(3), service("s", 1).withContainer(Container.of("image:2"))),
            new PoolCommand.Retry(at(4))));
    assertThat(judged.get(0).usage()).containsEntry("instances", 1L);
  }

  @Test
  void aPolicyThatLeavesRulesOut_violatesThem() {
    var apart =
        service("one", 1).withConstraints(Constraints.NONE.withApart(new Neighbour("other", "")));
    var single = service("alone", 2).withConstraints(Constraints.NONE.withMaxPerNode(1));
    var careless = FIRST.named("careless").withFilters(List.of("state"));
    var judged = compare(
        0,
        List.of(careless),
        List.of(
            node(1, "n"),
            node(2, "m"),
            add(3, service("other", 1)),
            add(4, apart),
            add(5, single),
            new NodeCommand.Change(at(6), "n", NodeState.CORDONED)));
    assertThat(judged.get(0).violations()).isEmpty();
    assertThat(judged.get(1).violations())
        .as("both of two neighbours, though only one of them says so")
        .containsEntry("apart", 2);
    assertThat(judged.get(0).usage()).containsEntry("instances", 4L);
  }

  @Test
  void tooManyPolicies_areRefused() {
    assertThatThrownBy(() -> compare(0, Collections.nCopies(21, FIRST), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("21 policies are given, 20 at most");
  }
}
