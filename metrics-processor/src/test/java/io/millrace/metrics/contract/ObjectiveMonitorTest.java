package io.millrace.metrics.contract;

import static io.millrace.metrics.contract.TestContracts.TEN_SECONDS;
import static io.millrace.metrics.contract.TestContracts.atMost;
import static io.millrace.metrics.contract.TestContracts.contract;
import static io.millrace.metrics.contract.TestContracts.leaf;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.metrics.contract.ObjectiveMonitor.Events;
import io.millrace.metrics.contract.ObjectiveMonitor.Step;
import io.millrace.model.contract.Aggregate.Function;
import io.millrace.model.contract.ErrorBudget;
import io.millrace.model.contract.MetricSelector;
import io.millrace.model.contract.Objective;
import io.millrace.model.contract.Objective.Budgeted;
import io.millrace.model.contract.Objective.Hold;
import io.millrace.model.contract.Objective.Windowed;
import io.millrace.model.contract.Scope;
import io.millrace.model.contract.Severity;
import io.millrace.model.contract.TimeRange;
import io.millrace.model.contract.Verdict.Status;
import io.millrace.model.contract.Violation;
import io.millrace.model.contract.Violation.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectiveMonitorTest {
  private static final Scope SCOPE = Scope.of("app");
  private static final Windowed MEAN =
      new Windowed(leaf(Function.AVERAGE, "m"), Duration.ofSeconds(10));
  private static final Budgeted BUDGET =
      new Budgeted(MetricSelector.of("m"), new ErrorBudget(0.99, Duration.ofDays(30)));

  private static Step judge(Objective objective, double... values) {
    var contract = contract(objective);
    return new ObjectiveMonitor(contract, objective, SCOPE)
        .judge(
            ObjectiveState.NONE,
            TestContracts.of(contract, "m", values),
            TEN_SECONDS,
            Instant.ofEpochSecond(9));
  }

  @ParameterizedTest
  @CsvSource({
    "10;10, MET, , ",
    "10;10.5, VIOLATED, WARNING, ",
    "20;20, VIOLATED, CRITICAL, ",
    "20, UNKNOWN, , '1 samples are there, 2 are needed'",
    "NaN;NaN, UNKNOWN, , nobody reported m in the window",
    "Infinity;1, UNKNOWN, , the value is Infinity"
  })
  void verdictOfAMeanOfAtMostTen_onTwoSamplesOrMore(
      String values, Status status, Severity severity, String reason) {
    var numbers =
        List.of(values.split(";")).stream().mapToDouble(Double::parseDouble).toArray();
    var verdict = judge(atMost(10, MEAN, 2, Hold.NONE), numbers).verdict();
    assertThat(verdict.status()).isEqualTo(status);
    assertThat(verdict.severity()).isEqualTo(severity);
    assertThat(verdict.reason()).isEqualTo(reason);
  }

  @Test
  void metricNobodyReports_isUnknown_notMet() {
    var step = judge(atMost(10, MEAN, 1, Hold.NONE));
    assertThat(step.verdict().status()).isEqualTo(Status.UNKNOWN);
    assertThat(step.verdict().reason()).isEqualTo("nobody reported m in the window");
    assertThat(step.violation()).isNull();
  }

  @Test
  void violation_namesAllThatIsNeeded() {
    var violation = requireNonNull(judge(atMost(10, MEAN, 1, Hold.NONE), 13, 13).violation());
    assertThat(violation.of().metric()).isEqualTo("m");
    assertThat(violation.of().contract()).isEqualTo("c");
    assertThat(violation.evidence().window()).isEqualTo(TEN_SECONDS);
    assertThat(violation.evidence().condition()).hasToString("<= 10.0");
    assertThat(violation.evidence().value()).isEqualTo(13);
    assertThat(violation.evidence().samples()).isEqualTo(2);
    assertThat(violation.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(violation.recommendedAction()).hasToString("REROUTE");
    assertThat(violation.id()).isEqualTo("c/o/app/1970-01-01T00:00:00Z");
  }

  @Test
  void contractThatHasEnded_judgesNothing_andWithdrawsItsViolation() {
    var objective = atMost(10, MEAN, 1, Hold.NONE);
    var contract = contract(List.of(objective), Map.of(), Instant.ofEpochSecond(20));
    var monitor = new ObjectiveMonitor(contract, objective, SCOPE);
    var measurements = TestContracts.of(contract, "m", 50);
    var open =
        monitor.judge(ObjectiveState.NONE, measurements, TEN_SECONDS, Instant.ofEpochSecond(20));
    var ended = monitor.judge(open.state(), measurements, TEN_SECONDS, Instant.ofEpochSecond(21));
    assertThat(ended.verdict().reason()).isEqualTo("the contract is not in force");
    var withdrawn = requireNonNull(ended.violation());
    assertThat(withdrawn.kind()).isEqualTo(Kind.WITHDRAWN);
    assertThat(withdrawn.id()).isEqualTo(requireNonNull(open.violation()).id());
    var later = monitor.judge(ended.state(), measurements, TEN_SECONDS, Instant.ofEpochSecond(22));
    assertThat(later.violation()).isNull();
    assertThat(later.changed()).isFalse();
  }

  @Test
  void budget_isUnknownUntilItsEventsAreThere_evenIfAllFailed() {
    var objective = atMost(10, BUDGET, 100, Hold.NONE);
    var monitor = new ObjectiveMonitor(contract(objective), objective, SCOPE);
    var none = monitor.advance(ObjectiveState.NONE, Instant.ofEpochSecond(1)).verdict();
    assertThat(none.reason()).isEqualTo("nobody reported m in the window");
    var few = monitor.count(ObjectiveState.NONE, new Events(0, 99), Instant.ofEpochSecond(1));
    assertThat(few.verdict().status()).isEqualTo(Status.UNKNOWN);
    assertThat(few.verdict().reason()).isEqualTo("99 samples are there, 100 are needed");
    var enough = monitor.count(few.state(), 11, Instant.ofEpochSecond(2));
    assertThat(enough.verdict().status()).isEqualTo(Status.VIOLATED);
    var evidence = requireNonNull(enough.violation()).evidence();
    assertThat(evidence.condition().toString()).startsWith("<= 0.144");
    assertThat(evidence.value()).isEqualTo(1);
    assertThat(evidence.window().length()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void totalOutage_isSaidAfterTheFormulasTime_andRecovers() {
    var objective = atMost(10, BUDGET, 100, Hold.NONE);
    var monitor = new ObjectiveMonitor(contract(objective), objective, SCOPE);
    var state = ObjectiveState.NONE;
    long start = Duration.ofDays(3).toSeconds();
    for (long second = 0; second < start; second += 60) {
      state = monitor
          .count(state, new Events(600, 0), Instant.ofEpochSecond(second))
          .state();
    }
    var said = new ArrayList<Violation>();
    for (long second = 0; second < 1200; second++) {
      boolean outage = second < 600;
      var events = new Events(outage ? 0 : 10, outage ? 10 : 0);
      var step = monitor.count(state, events, Instant.ofEpochSecond(start + second));
      state = step.state();
      if (step.violation() != null) {
        said.add(step.violation());
      }
    }
    assertThat(said).extracting(Violation::kind).containsExactly(Kind.OPENED, Kind.RECOVERED);
    // 14.4 · 3600 s · 0.01 = 518.4 s
    assertThat(said.get(0).at().getEpochSecond() - start).isBetween(517L, 519L);
    assertThat(said.get(0).severity()).isEqualTo(Severity.CRITICAL);
    // 14.4 % of the short window, 43.2 s of 300 s, may have failed.
    assertThat(said.get(1).at().getEpochSecond() - start)
        .isCloseTo(600L + 300 - 43, within(5L)); // a pane of that window
  }

  @Test
  void notANumber_isNoEvent() {
    var objective = atMost(10, BUDGET, 1, Hold.NONE);
    var monitor = new ObjectiveMonitor(contract(objective), objective, SCOPE);
    var step = monitor.count(ObjectiveState.NONE, Double.NaN, Instant.ofEpochSecond(1));
    assertThat(step.verdict().status()).isEqualTo(Status.UNKNOWN);
  }

  @Test
  void replay_repeatsVerdictsAndViolations_alsoWhenTheStateIsStoredAfterEachStep() {
    var hold = new Hold(Duration.ofSeconds(2), Duration.ofSeconds(3));
    for (var measure : List.of(MEAN, BUDGET)) {
      var objective = atMost(10, measure, 2, hold);
      assertThat(replay(objective, true)).isEqualTo(replay(objective, false));
    }
  }

  /** All that is said of a random log of values; last the state's bytes. */
  private static List<Object> replay(Objective objective, boolean stored) {
    var contract = contract(objective);
    var monitor = new ObjectiveMonitor(contract, objective, SCOPE);
    var measurements = TestContracts.of(contract, "m");
    var random = new Random(5);
    var said = new ArrayList<Object>();
    var state = ObjectiveState.NONE;
    boolean opened = false;
    for (long second = 0; second < 3000; second++) {
      double value = random.nextInt(second / 200 % 2 == 0 ? 12 : 30);
      var at = Instant.ofEpochSecond(second);
      var before = stored ? ObjectiveState.fromBytes(state.toBytes()) : state;
      assertThat(before).isEqualTo(state);
      measurements.add(new Sample("m", Map.of(), value, at));
      var step = objective.measure() instanceof Budgeted
          ? monitor.count(before, value, at)
          : monitor.judge(before, measurements, TimeRange.sliding(Duration.ofSeconds(10), at), at);
      state = step.state();
      opened |= step.violation() != null;
      said.add(step.verdict());
      said.add(String.valueOf(step.violation()));
    }
    assertThat(opened).isTrue();
    said.add(HexFormat.of().formatHex(state.toBytes()));
    return said;
  }

  @Test
  void bytesThatAreNoState_areRefused() {
    assertThatThrownBy(() -> ObjectiveState.fromBytes(new byte[] {9, 9}))
        .hasMessage("2 bytes are no objective's state: form 9 is not known, only 1");
    assertThatThrownBy(() -> ObjectiveState.fromBytes(new byte[] {1}))
        .hasMessageContaining("1 bytes are no objective's state");
  }

  @Test
  void wrongKindOfCall_isNamed() {
    var budgeted = atMost(10, BUDGET, 1, Hold.NONE);
    var windowed = atMost(10, MEAN, 1, Hold.NONE);
    assertThatThrownBy(() -> judge(budgeted, 1))
        .hasMessage("objective \"o\" has an error budget: count its events");
    var monitor = new ObjectiveMonitor(contract(windowed), windowed, SCOPE);
    assertThatThrownBy(() -> monitor.count(ObjectiveState.NONE, 1, Instant.EPOCH))
        .hasMessage("objective \"o\" has no error budget: judge its windows");
  }
}
