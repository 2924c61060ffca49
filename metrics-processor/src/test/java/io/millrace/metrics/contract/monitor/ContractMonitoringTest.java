package io.millrace.metrics.contract.monitor;

import static io.millrace.metrics.contract.monitor.MonitorDriver.START;
import static io.millrace.metrics.contract.monitor.MonitorDriver.time;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.model.contract.Action;
import io.millrace.model.contract.ContractUtility;
import io.millrace.model.contract.Judgement;
import io.millrace.model.contract.Severity;
import io.millrace.model.contract.Verdict;
import io.millrace.model.contract.Verdict.Status;
import io.millrace.model.contract.Violation;
import io.millrace.model.contract.Violation.Kind;
import io.millrace.model.qoa.QoaSample;
import io.millrace.topology.serde.MessageHeaders;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContractMonitoringTest {
  private static final String MEAN = """
      {"tenant_id": "t", "objectives": [{"name": "fast", "metric": "m", "operator": "<=", "value": 10,
        "window": "1m", "action_on_violation": "scale" %s}] %s}""";

  @TempDir
  Path folder;

  private int opened;

  @SuppressWarnings("NullAway.Init")
  private MonitorDriver monitor;

  @BeforeEach
  void open() {
    open(MonitorConfig.DEFAULTS);
  }

  private void open(MonitorConfig config) {
    close();
    monitor = new MonitorDriver(folder.resolve("monitor-" + opened++), config);
  }

  @AfterEach
  void close() {
    if (monitor != null) {
      monitor.close();
    }
  }

  private void contract(String more) {
    monitor.contract("gold", 1, -1000, MEAN.formatted(more, ""));
  }

  private List<Status> statuses() {
    return verdicts(monitor.judgements()).stream().map(Verdict::status).toList();
  }

  private static List<Verdict> verdicts(List<Judgement> judgements) {
    return judgements.stream()
        .filter(Verdict.class::isInstance)
        .map(Verdict.class::cast)
        .toList();
  }

  @Test
  void episode_isSaidOnceAtItsBeginning_andOnceAtItsEnd() {
    contract("");
    for (int second = 0; second < 300; second++) {
      monitor.sample(second * 1000L, 5);
    }
    assertThat(monitor.violations()).isEmpty();
    for (int second = 300; second < 600; second++) {
      monitor.sample(second * 1000L, 50);
    }
    var opened = monitor.violationRecords();
    assertThat(opened).hasSize(1);
    assertThat(opened.get(0).key()).isEqualTo("gold/app");
    for (int second = 600; second < 900; second++) {
      monitor.sample(second * 1000L, 5);
    }
    var recovered = monitor.violations();
    assertThat(recovered).extracting(Violation::kind).containsExactly(Kind.RECOVERED);
    assertThat(recovered.get(0).id()).isEqualTo(opened.get(0).value().id());
    assertThat(recovered.get(0).severity()).isEqualTo(Severity.CRITICAL);
    assertThat(recovered.get(0).worst()).isEqualTo(50);
    assertThat(statuses()).containsExactly(Status.MET, Status.VIOLATED, Status.MET);
  }

  @Test
  void violation_namesMetricWindowBoundValueAndAction() {
    contract("");
    for (int second = 0; second < 59; second++) {
      monitor.sample(second * 1000L, 9);
    }
    monitor.sample(59_000, 99);
    var violation = monitor.violations().get(0);
    assertThat(violation.of().metric()).isEqualTo("m");
    assertThat(violation.of().contract()).isEqualTo("gold");
    assertThat(violation.of().tenant()).isEqualTo("t");
    assertThat(violation.of().scope()).hasToString("app");
    assertThat(violation.at()).isEqualTo(START.plusSeconds(59));
    var evidence = violation.evidence();
    assertThat(evidence.window().start()).isEqualTo(START);
    assertThat(evidence.window().end()).isEqualTo(START.plusSeconds(60));
    assertThat(evidence.condition()).hasToString("<= 10.0");
    assertThat(evidence.value()).isEqualTo((59 * 9 + 99) / 60.0);
    assertThat(evidence.samples()).isEqualTo(60);
    assertThat(violation.severity()).isEqualTo(Severity.WARNING);
    assertThat(violation.recommendedAction()).isEqualTo(Action.SCALE);
    assertThat(violation.id()).isEqualTo("gold/fast/app/" + START);
  }

  @Test
  void noVerdict_beforeTheMinimumOfSamplesIsThere_andThenAtOnce() {
    contract(", \"minimum_samples\": 3");
    monitor.sample(0, 50);
    monitor.sample(1, 50);
    assertThat(monitor.violations()).isEmpty();
    monitor.sample(2, 50);
    assertThat(monitor.violations()).hasSize(1);
    assertThat(statuses()).containsExactly(Status.UNKNOWN, Status.VIOLATED);
  }

  @Test
  void holdTimes_areCountedByMarks_whenNoSampleComes() {
    contract(", \"open_after\": \"10s\"");
    monitor.sample(0, 50);
    monitor.mark(9_999);
    assertThat(monitor.violations()).isEmpty();
    monitor.mark(10_000);
    assertThat(monitor.violations())
        .extracting(Violation::at)
        .containsExactly(START.plusSeconds(10));
  }

  @Test
  void metricThatNobodyReports_isUnknown_fromTheFirstMark() {
    contract("");
    monitor.mark(0);
    var verdict = verdicts(monitor.judgements()).get(0);
    assertThat(verdict.status()).isEqualTo(Status.UNKNOWN);
    assertThat(verdict.reason()).isEqualTo("nobody reported m in the window");
    monitor.mark(600_000);
    assertThat(monitor.judgements()).isEmpty();
    assertThat(monitor.violations()).isEmpty();
  }

  @Test
  void valuesThatLeaveTheWindow_areForgotten_andTheVerdictBecomesUnknown() {
    contract("");
    monitor.sample(0, 5);
    int stored = monitor.stored();
    monitor.mark(59_000);
    assertThat(statuses()).containsExactly(Status.MET);
    monitor.mark(61_000);
    assertThat(statuses()).containsExactly(Status.UNKNOWN);
    assertThat(monitor.stored()).isEqualTo(stored); // a mark more, a pane less
  }

  @Test
  void time_isTheLeastMarkOfAll_untilOneHasBeenSilentForTooLong() {
    contract(", \"open_after\": \"10s\"");
    monitor.mark("metrics/0", 0, 0);
    monitor.mark("predictions/0", 0, 0);
    monitor.sample(0, 50);
    monitor.mark("metrics/0", 20_000, 20_000);
    assertThat(monitor.violations()).isEmpty();
    monitor.mark("metrics/0", 30_000, 30_001);
    assertThat(monitor.violations()).hasSize(1);
  }

  @Test
  void time_goesOnAtOnce_withoutASourceThatHasSaidItsLast() {
    contract(", \"open_after\": \"10s\"");
    monitor.mark("metrics/0", 0, 0);
    monitor.mark("predictions/0", 0, 0);
    monitor.sample(0, 50);
    monitor.mark("metrics/0", 20_000, 20_000);
    assertThat(monitor.violations()).isEmpty();
    monitor.lastMark("predictions/0", 20_000);
    assertThat(monitor.violations()).hasSize(1);
  }

  @Test
  void clockThatIsAnHourAhead_isTakenAsTheTolerance_andALateSampleCountsInItsPlace() {
    contract("");
    monitor.sample(new QoaSample("app", "s", "ahead", "m", 5, time(3_600_000), Map.of()), 0);
    monitor.sample("i", 1000, 50); // mean 27.5, at 10 s: the clock of the first, clamped
    var opened = monitor.violations();
    assertThat(opened).extracting(Violation::at).containsExactly(START.plusSeconds(10));
    monitor.sample(new QoaSample("app", "s", "behind", "m", -9999, time(-86_400_000), Map.of()), 0);
    assertThat(monitor.violations()).isEmpty();
  }

  @Test
  void contractTakenBack_withdrawsTheOpenEpisode_andItsVerdictIsGone() {
    contract("");
    monitor.sample(0, 50);
    var opened = monitor.violations().get(0);
    monitor.judgements();
    monitor.contract("gold", 2, 5000, null);
    monitor.sample(4000, 50);
    assertThat(monitor.violations()).isEmpty(); // appended before it was taken back
    monitor.sample(5000, 50);
    var withdrawn = monitor.violations();
    assertThat(withdrawn).extracting(Violation::kind).containsExactly(Kind.WITHDRAWN);
    assertThat(withdrawn.get(0).id()).isEqualTo(opened.id());
    var gone = monitor.judgementRecords();
    assertThat(gone).hasSize(1);
    assertThat(gone.get(0).key()).isEqualTo("gold/fast/app");
    assertThat(gone.get(0).value()).isNull();
    monitor.sample(6000, 50);
    assertThat(monitor.violations()).isEmpty();
    assertThat(monitor.stored()).isZero();
  }

  @Test
  void contractChanged_withdrawsEpisodesOfWhatIsPromisedOtherwise_andTheOthersGoOn() {
    var both = """
        {"objectives": [
          {"name": "a", "metric": "m", "operator": "<=", "value": 10},
          {"name": "b", "metric": "m", "operator": "<=", "value": %d}]}""";
    monitor.contract("gold", 1, -1000, both.formatted(10));
    monitor.sample(0, 50);
    assertThat(monitor.violations()).hasSize(2);
    monitor.contract("gold", 2, 1000, both.formatted(20));
    monitor.sample(1000, 50);
    var changed = monitor.violations();
    assertThat(changed)
        .extracting(
            v -> v.of().objective() + " " + v.kind() + " " + v.evidence().condition())
        .containsExactly("b WITHDRAWN <= 10.0", "b OPENED <= 20.0");
  }

  @Test
  void contractIsNotInForce_forWhatWasAppendedBeforeIt() {
    monitor.contract("gold", 1, 1000, MEAN.formatted("", ""));
    monitor.sample(999, 50);
    assertThat(monitor.judgements()).isEmpty();
    monitor.sample(1000, 50);
    assertThat(monitor.violations()).hasSize(1);
  }

  @Test
  void errorBudget_alertsByItsBurnRate() {
    contract(
        ", \"error_budget\": {\"target\": 0.9, \"period\": \"30d\"}, \"minimum_samples\": 100");
    for (int second = 0; second < 600; second++) {
      monitor.sample(second * 1000L, 5);
    }
    assertThat(monitor.violations()).isEmpty();
    for (int second = 600; second < 7200; second++) {
      monitor.sample(second * 1000L, 50);
    }
    var opened = monitor.violations();
    assertThat(opened).extracting(Violation::kind).contains(Kind.OPENED).hasSize(1);
  }

  @Test
  void stagesAndInstances_areJudgedByThemselves_upToACap_andTheOthersTogether() {
    open(MonitorConfig.DEFAULTS.withScopesPerApplication(2));
    contract(", \"scope\": \"instance\"");
    for (int i = 0; i < 1000; i++) {
      monitor.sample("i" + i, i, i == 1 ? 50 : 5);
    }
    assertThat(monitor.violations())
        .extracting(v -> v.of().scope().toString())
        .containsExactly("app/s/i1");
    assertThat(verdicts(monitor.judgements()))
        .extracting(v -> v.of().scope().toString())
        .containsExactly("app/s/i0", "app/s/i1", "app/(other)");
    assertThat(monitor.stored()).isLessThan(20);
  }

  @Test
  void instanceThatIsGoneForLong_isForgotten_andMakesRoom() {
    open(MonitorConfig.DEFAULTS.withScopesPerApplication(1));
    contract(", \"scope\": \"instance\"");
    monitor.sample("a", 0, 50);
    monitor.mark(3_700_000);
    assertThat(monitor.violations())
        .extracting(Violation::kind)
        .containsExactly(Kind.OPENED, Kind.WITHDRAWN);
    monitor.judgements();
    monitor.sample("b", 3_700_001, 5);
    assertThat(verdicts(monitor.judgements()))
        .extracting(v -> v.of().scope().toString())
        .containsExactly("app/s/b");
  }

  @Test
  void utility_isTheWeightedSumOfScaledMeans_overTheMembers() {
    monitor.contract("gold", 1, -1000, MEAN.formatted("", """
        , "utility": [
          {"metric": "accuracy", "aggregation": "rprod", "min": 0, "max": 1, "weight": 2},
          {"metric": "cost", "aggregation": "sum", "objective": "min", "min": 0, "max": 10}]"""));
    utilitySample("a", "accuracy", 0.4);
    utilitySample("a", "accuracy", 0.6);
    utilitySample("b", "accuracy", 0.8);
    utilitySample("a", "cost", 3);
    monitor.mark(1000);
    // 2 · (1 − 0.5 · 0.2) + (1 − 3 / 10)
    assertThat(utilities()).extracting(ContractUtility::score).last().isEqualTo(2 * 0.9 + 0.7);
    monitor.mark(5000);
    assertThat(utilities()).isEmpty();
    monitor.mark(70_000);
    assertThat(utilities())
        .extracting(ContractUtility::score, ContractUtility::missing)
        .containsExactly(tuple(0.0, List.of("accuracy", "cost")));
  }

  private void utilitySample(String instance, String metric, double value) {
    monitor.sample(new QoaSample("app", "s", instance, metric, value, time(0), Map.of()), 0);
  }

  private List<ContractUtility> utilities() {
    return monitor.judgements().stream()
        .filter(ContractUtility.class::isInstance)
        .map(ContractUtility.class::cast)
        .toList();
  }

  @Test
  void filters_choose_byLabelsStageAndInstance() {
    contract(", \"filters\": {\"class\": \"car\", \"stage\": \"s\"}");
    monitor.sample(new QoaSample("app", "s", "i", "m", 50, time(0), Map.of("class", "bus")), 0);
    monitor.sample(new QoaSample("app", "x", "i", "m", 50, time(1), Map.of("class", "car")), 1);
    assertThat(monitor.violations()).isEmpty();
    monitor.sample(new QoaSample("app", "s", "i", "m", 50, time(2), Map.of("class", "car")), 2);
    assertThat(monitor.violations()).hasSize(1);
  }

  @Test
  void whatIsNoSample_isADeadLetterWithTheReason_andTheNextOneIsTaken() {
    contract("");
    monitor.raw(
        "{\"metric\":\"m\",\"value\":1,\"time\":0}".getBytes(UTF_8), new RecordHeaders(), 0);
    monitor.raw(null, new RecordHeaders(), 0);
    monitor.raw("nonsense".getBytes(UTF_8), new RecordHeaders(), 0);
    monitor.sample(1, 50);
    assertThat(monitor.deadLetters())
        .extracting(letter -> Objects.requireNonNull(
            MessageHeaders.text(letter.headers(), MessageHeaders.DEAD_REASON)))
        .hasSize(3)
        .satisfiesExactly(
            reason -> assertThat(reason).contains("application: is missing"),
            reason -> assertThat(reason).isEqualTo("a record without a value is no sample"),
            reason -> assertThat(reason).contains("no QoaSample"));
    assertThat(monitor.violations()).hasSize(1);
  }

  @Test
  void sameSampleAgain_andSameMarkAgain_openNoSecondEpisode() {
    contract("");
    for (int i = 0; i < 3; i++) {
      monitor.sample(0, 50);
      monitor.mark(1000);
    }
    assertThat(monitor.violations()).hasSize(1);
  }

  @Test
  void restarts_changeNothing() {
    var expected = outputs(Integer.MAX_VALUE);
    assertThat(expected).anyMatch(line -> line.contains("OPENED"));
    assertThat(expected).anyMatch(line -> line.contains("RECOVERED"));
    assertThat(expected).anyMatch(line -> line.contains("ContractUtility"));
    assertThat(outputs(Integer.MAX_VALUE)).isEqualTo(expected);
    assertThat(outputs(40)).isEqualTo(expected);
  }

  /** All that is written for the same log, with a restart each so many records. */
  private List<String> outputs(int restartEach) {
    open(MonitorConfig.DEFAULTS.withScopesPerApplication(3));
    monitor.contract("gold", 1, -1000, """
        {"objectives": [
          {"name": "mean", "metric": "m", "operator": "<=", "value": 10, "window": "10s", "open_after": "2s",
           "close_after": "1s", "minimum_samples": 4},
          {"name": "p90", "metric": "m", "operator": "<=", "value": 22, "window": "7s", "percentile": 0.9,
           "scope": "instance"},
          {"name": "budget", "metric": "m", "operator": "<=", "value": 12, "scope": "stage",
           "error_budget": {"target": 0.5, "period": "1h"}}],
         "utility": [{"metric": "m", "min": 0, "max": 30}]}""");
    var random = new Random(5);
    var written = new ArrayList<String>();
    for (int i = 0; i < 1500; i++) {
      long at = i * 100L + random.nextInt(3000);
      double level = 10 + 8 * Math.sin(i / 100.0);
      if (random.nextInt(5) == 0) {
        monitor.mark("metrics/" + random.nextInt(2), at, i * 100L);
      } else {
        monitor.sample(
            new QoaSample(
                "app",
                "s",
                "i" + random.nextInt(5),
                "m",
                level + random.nextGaussian() * 5,
                time(at),
                Map.of()),
            i * 100L);
      }
      monitor.violationRecords().forEach(record -> written.add(record.key() + record.value()));
      monitor.judgementRecords().forEach(record -> written.add(record.key() + record.value()));
      if (i % restartEach == restartEach - 1) {
        monitor.restart();
      }
    }
    return written;
  }

  @Test
  void grid_partsEveryWindowEvenly() {
    for (long millis : new long[] {1, 7, 10, 97, 1000, 60_000, 60_001, 3_600_000}) {
      var grid = PaneGrid.of(Duration.ofMillis(millis));
      assertThat(grid.window().toMillis() % grid.pane().toMillis()).isZero();
      var window = grid.holding(START.plusMillis(12_345));
      assertThat(window.length()).isEqualTo(Duration.ofMillis(millis));
      assertThat(window.contains(START.plusMillis(12_345))).isTrue();
      assertThat(grid.endedBy(START.plusMillis(12_345)).end())
          .isEqualTo(window.end().minus(grid.pane()));
    }
  }
}
