package io.millrace.scheduler.place;

import static io.millrace.scheduler.place.Given.gpu;
import static io.millrace.scheduler.place.Given.node;
import static io.millrace.scheduler.place.Given.notRunning;
import static io.millrace.scheduler.place.Given.placed;
import static io.millrace.scheduler.place.Given.sensitive;
import static io.millrace.scheduler.place.Given.service;
import static io.millrace.scheduler.place.Given.standing;
import static io.millrace.scheduler.place.Given.withVms;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.placement.policy.Mode;
import io.millrace.scheduler.problem.Solution;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where ROHE errs: each test shows a case, what ROHE does, and what is right. */
class DeviationsTest {
  private static Solution rohe(Given given) {
    return ProblemSolver.solve(Mode.ROHE_COMPAT, given.problem());
  }

  private static Solution exact(Given given) {
    return ProblemSolver.solve(Mode.EXACT, given.problem());
  }

  private static int last(Solution solution, String service) {
    var cycles = solution.cycles();
    return cycles.get(cycles.size() - 1).running().getOrDefault(service, -1);
  }

  @Test
  void replicas_afterScaleOut_stopGrowing() {
    var given = Given.nodes(node("n", 8000, 8000))
        .services(service("s", 1, 10, 10))
        .edit(2, "s", 3)
        .cycles(6);
    assertThat(standing(rohe(given), "s")).isEqualTo(9);
    assertThat(standing(exact(given), "s")).isEqualTo(3);
    assertThat(last(exact(given), "s")).isEqualTo(3);
  }

  @Test
  void scaleIn_freesWhatWasHeld_andStopsNobody() {
    var given = Given.nodes(node("n", 8000, 8000))
        .services(service("s", 3, 100, 100), service("other", 1, 10, 10))
        .edit(2, "s", 1)
        .edit(2, "other", 2)
        .cycles(2);
    var theirs = rohe(given);
    assertThat(theirs.cycles().get(1).error()).contains("deallocate");
    assertThat(standing(theirs, "s")).isEqualTo(3);
    assertThat(standing(theirs, "other")).isEqualTo(1);
    var ours = exact(given);
    assertThat(ours.cycles().get(1).error()).isNull();
    assertThat(standing(ours, "s")).isEqualTo(1);
    assertThat(standing(ours, "other")).isEqualTo(2);
    assertThat(ours.nodes().get(0).cpu()).isEqualTo(120);
  }

  @Test
  void sensitiveServices_areServed() {
    var given = Given.nodes(node("n", 8000, 8000))
        .services(sensitive(service("s", 1, 100, 100), 1), service("other", 1, 10, 10))
        .queue(1, 0)
        .cycles(3);
    var theirs = rohe(given);
    assertThat(standing(theirs, "s")).isZero();
    assertThat(theirs.cycles().get(2).stuck())
        .as("it queues again in every cycle")
        .isEqualTo(3);
    assertThat(standing(exact(given), "s")).isEqualTo(1);
  }

  @Test
  void sensitiveServices_starveNobodyEither() {
    var given = Given.nodes(node("n", 8000, 8000))
        .services(
            sensitive(service("a", 1, 100, 100), 1),
            sensitive(service("b", 1, 90, 100), 1),
            sensitive(service("c", 1, 80, 100), 1),
            service("other", 1, 10, 10))
        .queue(1, 2);
    assertThat(placed(exact(given), 1)).containsExactly("a@n", "b@n", "other@n", "c@n");
  }

  @Test
  void equalDemands_areServedInTheirOrder() {
    var given = Given.nodes(node("n", 8000, 8000))
        .services(
            service("a", 1, 10, 10),
            service("b", 1, 10, 10),
            service("c", 1, 10, 10),
            service("d", 1, 10, 10));
    assertThat(placed(rohe(given), 1)).containsExactly("a@n", "c@n", "b@n", "d@n");
    assertThat(placed(exact(given), 1)).containsExactly("a@n", "b@n", "c@n", "d@n");
  }

  @Test
  void services_withoutAccelerators_arePlaced() {
    var given = Given.nodes(node("n", 8000, 8000)).services(service("s", 1, 10, 10, Map.of()));
    assertThat(standing(rohe(given), "s")).isZero();
    assertThat(standing(exact(given), "s")).isEqualTo(1);
  }

  @Test
  void accelerators_areAllRequired() {
    var given = Given.nodes(node("n", 8000, 8000))
        .services(service("s", 1, 10, 10, Map.of("gpu", 0.0, "tpu", 50.0)));
    assertThat(standing(rohe(given), "s")).isEqualTo(1);
    assertThat(standing(exact(given), "s")).isZero();
  }

  @Test
  void accelerators_canBeUsedToTheFull() {
    var given = Given.nodes(node("n", 8000, 8000, gpu("g", 0)))
        .services(service("s", 1, 10, 10, Map.of("gpu", 100.0)));
    assertThat(standing(rohe(given), "s")).isZero();
    assertThat(standing(exact(given), "s")).isEqualTo(1);
    assertThat(exact(given).nodes().get(0).accelerators()).containsEntry("g", 100.0);
  }

  @Test
  void nodes_thatDoNotRun_getNothing() {
    var given = Given.nodes(notRunning(node("n", 8000, 8000))).services(service("s", 1, 10, 10));
    assertThat(standing(rohe(given), "s")).isEqualTo(1);
    assertThat(standing(exact(given), "s")).isZero();
  }

  @Test
  void virtualMemory_isNotOverCommitted() {
    var given = Given.nodes(node("n", 8000, 1000)).services(withVms(service("s", 3, 10, 10), 400));
    assertThat(standing(rohe(given), "s")).isEqualTo(3);
    assertThat(standing(exact(given), "s")).isEqualTo(2);
  }

  @Test
  void cores_thatTheNodeHasNot_areNotDropped() {
    var given = Given.nodes(node("n", 8000, 8000, List.of(100.0, 100.0)))
        .services(service("s", 1, 10, 10, 50.0, 50.0, 50.0));
    assertThat(standing(rohe(given), "s")).isEqualTo(1);
    assertThat(standing(exact(given), "s")).isZero();
  }

  @Test
  void cores_ofAnyCapacity_weighNoMoreThanMemory() {
    var wide = List.of(1000.0, 1000.0);
    var given = Given.nodes(node("narrow", 8000, 8000), node("wide", 8000, 800, wide))
        .services(service("s", 1, 0, 700, 10.0))
        .settings(1, 1, 1);
    assertThat(placed(rohe(given), 1)).containsExactly("s@wide");
    assertThat(placed(exact(given), 1)).containsExactly("s@narrow");
  }

  @Test
  void nodes_canBeFilledExactly() {
    var given = Given.nodes(node("n", 1000, 500, List.of(100.0)))
        .services(service("s", 1, 1000, 500, 100.0));
    assertThat(standing(rohe(given), "s")).isZero();
    assertThat(standing(exact(given), "s")).isEqualTo(1);
  }

  @Test
  void weights_ofAnyKind_refuseNothing() {
    var given =
        Given.nodes(node("n", 1000, 500)).services(service("s", 1, 10, 10)).settings(1, -1, 0);
    assertThat(standing(rohe(given), "s")).isZero();
    assertThat(standing(exact(given), "s")).isEqualTo(1);
  }

  @Test
  void nodes_withoutMemory_endNoCycle() {
    var given =
        Given.nodes(node("empty", 8000, 0), node("n", 8000, 8000)).services(service("s", 1, 10, 0));
    assertThat(rohe(given).cycles().get(0).error()).contains("ZeroDivisionError");
    assertThat(standing(exact(given), "s")).isEqualTo(1);
  }

  @Test
  void accelerators_areChargedOnce() {
    var given = Given.nodes(node("n", 8000, 8000, gpu("g", 0), gpu("h", 0)))
        .services(service("s", 1, 10, 10, Map.of("gpu", 50.0)));
    assertThat(rohe(given).nodes().get(0).accelerators())
        .containsEntry("g", 50.0)
        .containsEntry("h", 50.0);
    assertThat(exact(given).nodes().get(0).accelerators())
        .containsEntry("g", 50.0)
        .containsEntry("h", 0.0);
  }

  @Test
  void unequalCores_areChargedWhereTheShareIs() {
    var given = Given.nodes(node("n", 8000, 8000, List.of(20.0, 20.0, 100.0)))
        .services(service("s", 1, 10, 10, 60.0), service("next", 1, 5, 10, 20.0));
    var theirs = rohe(given);
    assertThat(theirs.nodes().get(0).cores())
        .as("60 of a core of 20")
        .containsExactly(60.0, 0.0, 0.0);
    assertThat(standing(theirs, "next")).isZero();
    var ours = exact(given);
    assertThat(ours.nodes().get(0).cores()).containsExactly(20.0, 0.0, 60.0);
    assertThat(standing(ours, "next")).isEqualTo(1);
  }

  @Test
  void strategies_doWhatTheirNamesSay() {
    var given = Given.nodes(node("small", 1000, 1000), node("large", 8000, 8000))
        .services(service("s", 1, 100, 100));
    assertThat(placed(rohe(given.settings(1, 1, 1)), 1))
        .as("called best, takes what leaves most")
        .containsExactly("s@large");
    // The numbers of ROHE's files keep their effect; the strategies that do it are called worst fit
    // and best fit.
    assertThat(placed(exact(given.settings(1, 1, 1)), 1)).containsExactly("s@large");
    assertThat(placed(exact(given.settings(2, 1, 1)), 1)).containsExactly("s@small");
  }

  @Test
  void strategies_thatAreUnknown_placeNevertheless() {
    var given =
        Given.nodes(node("n", 8000, 8000)).services(service("s", 1, 10, 10)).settings(7, 1, 1);
    assertThat(standing(rohe(given), "s")).isZero();
    assertThat(standing(exact(given), "s")).isEqualTo(1);
  }
}
