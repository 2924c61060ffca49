package io.millrace.metrics.contract.monitor;

import static io.millrace.metrics.contract.monitor.MonitorDriver.START;
import static io.millrace.metrics.contract.monitor.MonitorDriver.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.contract.Verdict;
import io.millrace.model.contract.Verdict.Status;
import io.millrace.model.contract.Violation;
import io.millrace.model.contract.Violation.Kind;
import io.millrace.topology.Mark;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contracts that judge what was recorded long ago, by its own time. */
class OwnTimeMonitorTest {
  private static final String FAST = """
      {"objectives": [{"name": "fast", "metric": "m", "operator": "<=", "value": 10, "window": "1m"%s}]}""";
  private static final long YEAR = 365L * 86_400_000;
  private static final long SECOND = 1000;

  @TempDir
  Path folder;

  private int opened;

  @SuppressWarnings("NullAway.Init")
  private MonitorDriver monitor;

  @BeforeEach
  void open() {
    close();
    monitor = new MonitorDriver(folder.resolve("monitor-" + opened++), MonitorConfig.DEFAULTS);
    monitor.contract("gold", 1, -1000, FAST.formatted(""));
  }

  @AfterEach
  void close() {
    if (monitor != null) {
      monitor.close();
    }
  }

  private static Instant ago(long seconds) {
    return START.minusMillis(YEAR).plusSeconds(seconds);
  }

  /** Bad from the 300th second to the 360th of ten minutes; two instances report. */
  private void record(int second) {
    double value = second >= 300 && second < 360 ? 90 : 5;
    monitor.ownSample("i" + second % 2, second * SECOND - YEAR, value, second);
  }

  private List<Violation> play(List<Integer> seconds, int restartEvery) {
    var found = new ArrayList<Violation>();
    monitor.ownMark(Mark.BEGIN, 0);
    for (int i = 0; i < seconds.size(); i++) {
      record(seconds.get(i));
      if (i % restartEvery == restartEvery - 1) {
        found.addAll(monitor.violations());
        monitor.restart();
      }
    }
    monitor.ownMark(Mark.END, 1000);
    monitor.mark(2000);
    found.addAll(monitor.violations());
    return found;
  }

  private static List<Integer> seconds(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @Test
  void recordingOfLongAgo_isJudgedAtItsOwnTimes() {
    var found = play(seconds(600), Integer.MAX_VALUE);
    assertThat(found).extracting(Violation::kind).containsExactly(Kind.OPENED, Kind.RECOVERED);
    // A minute's mean of 5s exceeds 10 with the fourth 90.
    assertThat(found.get(0).at()).isEqualTo(ago(303));
    assertThat(found.get(1).openedAt()).isEqualTo(ago(303));
    assertThat(found.get(1).at()).isBetween(ago(410), ago(420));
    assertThat(monitor.judgements().stream()
            .filter(Verdict.class::isInstance)
            .map(one -> ((Verdict) one).status()))
        .contains(Status.MET, Status.VIOLATED);
  }

  @Test
  void orderOfArrivalAndRestarts_changeNothing() {
    var expected = play(seconds(600), Integer.MAX_VALUE);
    var mixed = new ArrayList<>(seconds(600));
    Collections.shuffle(mixed, new Random(5));
    open();
    assertThat(play(mixed, 97)).isEqualTo(expected);
    open();
    assertThat(play(mixed, Integer.MAX_VALUE)).isEqualTo(expected);
  }

  @Test
  void longRecording_isJudgedInParts_withTheSameOutcome() {
    var expected = play(seconds(600), Integer.MAX_VALUE);
    open();
    monitor.ownMark(Mark.BEGIN, 0);
    seconds(600).forEach(this::record);
    // More than is done at one record.
    for (int second = 600; second < 6000; second++) {
      monitor.ownSample("i0", second * SECOND - YEAR, 5, second);
    }
    monitor.ownMark(Mark.END, 7000);
    assertThat(monitor.stored()).isGreaterThan(3000);
    var found = new ArrayList<Violation>();
    for (int at = 8000; at < 16_000; at += 1000) {
      found.addAll(monitor.violations());
      monitor.restart();
      monitor.mark(at);
    }
    assertThat(found).hasSize(2).isEqualTo(expected);
    assertThat(monitor.stored()).isLessThan(10);
  }

  @Test
  void silence_isTimeThatPasses() {
    monitor.contract("gold", 2, -500, FAST.formatted(", \"close_after\": \"10s\""));
    monitor.ownMark(Mark.BEGIN, 0);
    monitor.ownSample("i", -YEAR, 99, 1);
    monitor.ownSample("i", -YEAR + 3600 * SECOND, 5, 2);
    monitor.ownSample("i", -YEAR + 3620 * SECOND, 5, 2);
    monitor.ownMark(Mark.END, 3);
    for (int at = 4; at < 8; at++) {
      monitor.mark(at); // an hour of silence is more than is done at one record
    }
    var found = monitor.violations();
    assertThat(found).extracting(Violation::kind).containsExactly(Kind.OPENED, Kind.RECOVERED);
    assertThat(found.get(0).at()).isEqualTo(ago(0));
    assertThat(found.get(1).at()).isBetween(ago(3610), ago(3612));
    var statuses = monitor.judgements().stream()
        .map(one -> (Verdict) one)
        .filter(one -> one.at().isBefore(START.minusMillis(YEAR / 2)))
        .toList();
    assertThat(statuses)
        .extracting(Verdict::status)
        .containsExactly(Status.UNKNOWN, Status.VIOLATED, Status.UNKNOWN, Status.MET);
    assertThat(statuses.get(2).at()).isBetween(ago(59), ago(62));
  }

  @Test
  void timeToldOnTheWay_isJudgedOnTheWay_andEpisodesEndWithIt() {
    monitor.ownMark(Mark.BEGIN, 0);
    monitor.ownSample("i", -YEAR, 99, 1);
    monitor.ownSample("i", -YEAR + 5 * SECOND, 99, 1);
    assertThat(monitor.violations()).isEmpty();
    monitor.ownMark(time(-YEAR + 2 * SECOND), 2);
    assertThat(monitor.violations()).extracting(Violation::kind).containsExactly(Kind.OPENED);
    monitor.ownMark(Mark.END, 3);
    var ended = monitor.violations();
    assertThat(ended).extracting(Violation::kind).containsExactly(Kind.WITHDRAWN);
    assertThat(ended.get(0).at()).isEqualTo(ago(5));
  }

  @Test
  void afterItsEnd_nothingIsLeft_andTheLogsTimeGoesOnAsBefore() {
    monitor.mark(0);
    monitor.sample(1000, 5);
    assertThat(monitor.judgements()).hasSize(2); // nobody has reported, then met
    int before = monitor.stored();
    play(seconds(600), 100);
    monitor.judgements();
    assertThat(monitor.stored()).isLessThanOrEqualTo(before + 1);
    monitor.sample(3000, 99);
    monitor.sample(3001, 99);
    assertThat(monitor.violations()).singleElement().satisfies(violation -> {
      assertThat(violation.kind()).isEqualTo(Kind.OPENED);
      assertThat(violation.at()).isEqualTo(START.plusMillis(3000));
    });
  }

  @Test
  void contractOfAnotherApplication_isLeftAlone() {
    monitor.contract("other", 1, -1000, """
        {"application": "elsewhere", "objectives": [{"name": "a", "metric": "m", "operator": "<=", "value": 1}]}""");
    var found = play(seconds(600), Integer.MAX_VALUE);
    assertThat(found).allSatisfy(one -> assertThat(one.of().contract()).isEqualTo("gold"));
  }
}
