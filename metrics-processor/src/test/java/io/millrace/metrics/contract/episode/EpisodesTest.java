package io.millrace.metrics.contract.episode;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.contract.Action;
import io.millrace.model.contract.Condition.Comparison;
import io.millrace.model.contract.Condition.Operator;
import io.millrace.model.contract.Evidence;
import io.millrace.model.contract.Objective.Hold;
import io.millrace.model.contract.ObjectiveRef;
import io.millrace.model.contract.Precision;
import io.millrace.model.contract.Scope;
import io.millrace.model.contract.TimeRange;
import io.millrace.model.contract.Verdict;
import io.millrace.model.contract.Verdict.Status;
import io.millrace.model.contract.Violation;
import io.millrace.model.contract.Violation.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EpisodesTest {
  private static final ObjectiveRef OF =
      new ObjectiveRef("gold/1", "t", "o", "m", new Scope("app", "stage", null));
  private static final Comparison BOUND = new Comparison(Operator.LESS_EQUAL, 10);

  /** Feeds one verdict a second: v(iolated), m(et), u(nknown), and gives what was said, as kind and second. */
  private static List<String> said(String verdicts, int open, int close) {
    return run(verdicts, open, close).stream()
        .map(v -> "%s %d".formatted(v.kind(), v.at().getEpochSecond()))
        .toList();
  }

  private static List<Violation> run(String verdicts, int open, int close) {
    var episodes =
        new Episodes(new Hold(Duration.ofSeconds(open), Duration.ofSeconds(close)), Action.ALERT);
    var said = new ArrayList<Violation>();
    var state = EpisodeState.NONE;
    for (int second = 0; second < verdicts.length(); second++) {
      var step = episodes.next(state, verdict(verdicts.charAt(second), second, 12));
      state = step.state();
      if (step.violation() != null) {
        said.add(step.violation());
      }
    }
    return said;
  }

  private static Verdict verdict(char kind, long second, double value) {
    var at = Instant.ofEpochSecond(second);
    var status = kind == 'v' ? Status.VIOLATED : kind == 'm' ? Status.MET : Status.UNKNOWN;
    @Nullable Double shown = kind == 'v' ? (Double) value : kind == 'm' ? (Double) 5.0 : null;
    var evidence = new Evidence(
        BOUND, TimeRange.tumbling(Duration.ofSeconds(10), at), shown, 3, Precision.EXACT, false);
    return new Verdict(
        OF, at, status, evidence, kind == 'v' ? BOUND.severity(value) : null, null, Map.of());
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "vm,             0, 0, OPENED 0;RECOVERED 1",
        "vvvvmmmm,       0, 0, OPENED 0;RECOVERED 4",
        "vvvvmmmm,       2, 2, OPENED 2;RECOVERED 6",
        "vvm,            2, 0, -",
        "vmvmvmvmvmvm,   1, 1, -",
        "vvmvmvmvmvmvm,  1, 1, OPENED 1",
        "vvmvmvmvmmm,    1, 2, OPENED 1;RECOVERED 10",
        "vuuv,           3, 0, OPENED 3",
        "vuuuuuu,        3, 0, -",
        "vuuumuuuu,      0, 0, OPENED 0;RECOVERED 4",
        "vmuum,          0, 3, OPENED 0;RECOVERED 4",
        "uuuu,           0, 0, -",
        "mmmm,           0, 0, -",
        "vvmmvvmm,       1, 1, OPENED 1;RECOVERED 3;OPENED 5;RECOVERED 7"
      })
  void episodes_openAndCloseAfterTheirTimes(
      String verdicts, int open, int close, @Nullable String expected) {
    assertThat(said(verdicts, open, close))
        .isEqualTo(expected == null ? List.of() : List.of(expected.split(";")));
  }

  @Test
  void id_isOfContractObjectiveScopeAndOpeningWindow() {
    var said = run("uuuuuuuuuuuuvvvvvvvvvvmm", 5, 1);
    assertThat(said)
        .extracting(Violation::id)
        .containsOnly("gold%2F1/o/app/stage/1970-01-01T00:00:10Z");
  }

  @Test
  void secondEpisodeOfAWindow_hasAnIdOfItsOwn() {
    assertThat(run("vmvmvmuuuuvm", 0, 0))
        .extracting(v -> v.id().substring(v.id().indexOf("Z")) + v.kind())
        .containsExactly(
            "ZOPENED",
            "ZRECOVERED",
            "Z/2OPENED",
            "Z/2RECOVERED",
            "Z/3OPENED",
            "Z/3RECOVERED",
            "ZOPENED",
            "ZRECOVERED");
  }

  @Test
  void recovery_saysTheWorstOfTheEpisode() {
    var episodes = new Episodes(Hold.NONE, Action.SCALE);
    var state = EpisodeState.NONE;
    for (double value : new double[] {10.5, 30, 10.2}) {
      state = episodes.next(state, verdict('v', 1, value)).state();
    }
    var recovery = requireNonNull(episodes.next(state, verdict('m', 2, 0)).violation());
    assertThat(recovery.worst()).isEqualTo(30);
    assertThat(recovery.severity()).hasToString("CRITICAL");
    assertThat(recovery.evidence().value()).isEqualTo(5);
    assertThat(recovery.recommendedAction()).isEqualTo(Action.SCALE);
  }

  @Test
  void verdictOlderThanTheLast_doesNotTurnTimeBack() {
    var episodes = new Episodes(new Hold(Duration.ofSeconds(5), Duration.ZERO), Action.ALERT);
    var state = episodes.next(EpisodeState.NONE, verdict('v', 100, 12)).state();
    state = episodes.next(state, verdict('v', 3, 12)).state();
    assertThat(state.lastAt()).isEqualTo(Instant.ofEpochSecond(100));
    assertThat(episodes.next(state, verdict('v', 104, 12)).violation()).isNull();
    assertThat(episodes.next(state, verdict('v', 105, 12)).violation()).isNotNull();
  }

  @Test
  void withdrawal_endsAnOpenEpisode_andOnlyThat() {
    var episodes = new Episodes(Hold.NONE, Action.ALERT);
    var none = episodes.withdraw(EpisodeState.NONE, OF, Instant.ofEpochSecond(1));
    assertThat(none.violation()).isNull();
    var open = episodes.next(EpisodeState.NONE, verdict('v', 1, 12)).state();
    var ended = episodes.withdraw(open, OF, Instant.ofEpochSecond(9));
    assertThat(requireNonNull(ended.violation()).kind()).isEqualTo(Kind.WITHDRAWN);
    assertThat(ended.state().isOpen()).isFalse();
  }

  @Test
  void anyLog_alternatesBeginningsAndEnds_withUniqueIds_andRepeatsItself() {
    var random = new Random(3);
    for (int round = 0; round < 50; round++) {
      var log = new StringBuilder();
      for (int i = 0; i < 400; i++) {
        log.append("vvmmu".charAt(random.nextInt(5)));
      }
      int open = random.nextInt(4);
      int close = random.nextInt(4);
      var said = run(log.toString(), open, close);
      assertThat(run(log.toString(), open, close)).isEqualTo(said);
      var opened = said.stream().filter(v -> v.kind() == Kind.OPENED).toList();
      assertThat(opened).extracting(Violation::id).doesNotHaveDuplicates();
      for (int i = 0; i < said.size(); i++) {
        assertThat(said.get(i).kind()).isEqualTo(i % 2 == 0 ? Kind.OPENED : Kind.RECOVERED);
        assertThat(said.get(i).id()).isEqualTo(said.get(i - i % 2).id());
      }
    }
  }
}
