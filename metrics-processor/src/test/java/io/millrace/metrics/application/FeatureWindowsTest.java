package io.millrace.metrics.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.metrics.window.Sample;
import io.millrace.model.application.StreamConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureWindowsTest {
  private static final long START = 1_760_000_000_000L;
  private static final String ONE =
      "{\"function\": \"dummy\", \"parser\": {\"metric\": [\"time\"]}}";

  /** Windows whose store is a map, so that they can be closed and opened again. */
  private static final class Kept implements FeatureWindows.Changes {
    private final TreeMap<Long, byte[]> rows = new TreeMap<>();
    private final StreamConfig config;
    private final int mostRows;
    private byte @Nullable [] state;
    private FeatureWindows windows;
    private long reached = Long.MIN_VALUE;
    final List<String> cuts = new ArrayList<>();

    Kept(StreamConfig config, int mostRows) {
      this.config = config;
      this.mostRows = mostRows;
      this.windows = open();
    }

    private FeatureWindows open() {
      return new FeatureWindows(
          FeatureSet.all(config).get(0), config, Duration.ZERO, mostRows, this);
    }

    void restart() {
      windows = open();
      if (state != null) {
        windows.restoreState(state);
      }
      rows.forEach(windows::restoreRow);
    }

    void add(Sample sample) {
      windows.add(sample, sample.eventTimeMillis(), reached, this::take);
      advance(sample.eventTimeMillis());
    }

    void advance(long time) {
      if (time > reached) {
        reached = time;
        windows.advance(time, this::take);
      }
    }

    private void take(FeatureWindows.Cut cut) {
      cuts.add("%d-%d %s%s%s"
          .formatted(
              cut.start() - START,
              cut.end() - START,
              cut.rows().stream().map(FeatureRow::source).toList(),
              cut.leftOut() == 0 ? "" : " left out " + cut.leftOut(),
              cut.late() == 0 ? "" : " late " + cut.late()));
    }

    @Override
    public void row(long place, byte @Nullable [] bytes) {
      if (bytes == null) {
        rows.remove(place);
      } else {
        rows.put(place, bytes);
      }
    }

    @Override
    public void state(byte[] bytes) {
      state = bytes;
    }
  }

  private static Sample sample(String instance, long time) {
    return new Sample("app", "s", instance, "time", 1, START + time);
  }

  /** Values of as many instances, some of them up to two seconds behind. */
  private static List<Sample> samples(long seed, int count) {
    var random = new Random(seed);
    var samples = new ArrayList<Sample>();
    long now = 10_000;
    for (int i = 0; i < count; i++) {
      now += random.nextInt(20) == 0 ? 8000 : random.nextInt(300);
      samples.add(sample("i" + i, now - (random.nextInt(5) == 0 ? random.nextInt(2000) : 0)));
    }
    return samples;
  }

  private static List<String> run(Kept kept, List<Sample> samples, @Nullable Random restarts) {
    for (var sample : samples) {
      if (restarts != null && restarts.nextInt(5) == 0) {
        kept.restart();
      }
      kept.add(sample);
    }
    kept.advance(START + 10_000_000);
    return kept.cuts;
  }

  @ParameterizedTest
  @CsvSource({"2, 2", "1, 3", "2, 5"})
  void windowsByTime_holdWhatCameBeforeTheyEnded(long interval, long size) {
    var config = Configs.of(Configs.seconds(interval), Configs.seconds(size), ONE);
    for (int seed = 0; seed < 20; seed++) {
      var samples = samples(seed, 200);
      var cuts = run(new Kept(config, 5000), samples, null).stream()
          .map(cut -> cut.replaceFirst(" late .*", ""))
          .toList();
      assertThat(cuts).isEqualTo(byTime(samples, interval * 1000, size * 1000));
    }
  }

  /** Window by window, over all values: each is in those of its windows that had not ended when it came. */
  private static List<String> byTime(List<Sample> samples, long interval, long size) {
    var windows = new TreeMap<Long, List<String>>();
    long reached = Long.MIN_VALUE;
    for (var sample : samples) {
      long time = sample.eventTimeMillis();
      for (long start = Math.floorDiv(time, interval) * interval;
          start > time - size;
          start -= interval) {
        if (start + size > reached) {
          windows.computeIfAbsent(start, any -> new ArrayList<>()).add("s/" + sample.instance());
        }
      }
      reached = Math.max(reached, time);
    }
    var cuts = new ArrayList<String>();
    windows.forEach(
        (start, rows) -> cuts.add("%d-%d %s".formatted(start - START, start + size - START, rows)));
    return cuts;
  }

  @ParameterizedTest
  @CsvSource({"3, 3", "3, 10", "1, 4"})
  void windowsByCount_holdTheLastReports(int interval, int size) {
    var config = Configs.of(Configs.reports(interval), Configs.reports(size), ONE);
    var samples = samples(7, 100);
    var wanted = new ArrayList<String>();
    for (int end = interval; end <= samples.size(); end += interval) {
      var window = samples.subList(Math.max(0, end - size), end);
      wanted.add(sources(window));
    }
    assertThat(run(new Kept(config, 5000), samples, null))
        .extracting(cut -> cut.substring(cut.indexOf('[')))
        .isEqualTo(wanted);
  }

  private static String sources(List<Sample> samples) {
    return samples.stream().map(sample -> "s/" + sample.instance()).toList().toString();
  }

  @Test
  void timeOfTheLastReports_eachSoManyReports() {
    var config = Configs.of(Configs.reports(3), Configs.seconds(2), ONE);
    var samples = samples(3, 90);
    var wanted = new ArrayList<String>();
    for (int end = 3; end <= samples.size(); end += 3) {
      var sofar = samples.subList(0, end);
      long latest = sofar.stream()
          .map(Sample::eventTimeMillis)
          .max(Comparator.naturalOrder())
          .orElseThrow();
      wanted.add(sources(
          sofar.stream().filter(one -> one.eventTimeMillis() > latest - 2000).toList()));
    }
    assertThat(run(new Kept(config, 5000), samples, null))
        .extracting(cut -> cut.substring(cut.indexOf('[')))
        .isEqualTo(wanted);
  }

  @Test
  void lastReports_eachTime_ifThereAreNewOnes() {
    var kept = new Kept(Configs.of(Configs.seconds(10), Configs.reports(2), ONE), 5000);
    kept.add(sample("a", 1000));
    kept.add(sample("b", 2000));
    kept.add(sample("c", 3000));
    kept.advance(START + 55_000);
    kept.add(sample("d", 61_000));
    kept.advance(START + 80_000);
    assertThat(kept.cuts).containsExactly("2000-10000 [s/b, s/c]", "3000-70000 [s/c, s/d]");
  }

  @ParameterizedTest
  @CsvSource({"time, 2, time, 5", "count, 3, count, 7", "count, 3, time, 2", "time, 2, count, 7"})
  void restart_changesNothing(String every, int interval, String by, int size) {
    var config = Configs.of(
        "{\"type\": \"%s\", \"value\": %d}".formatted(every, interval),
        "{\"type\": \"%s\", \"value\": %d}".formatted(by, size),
        ONE);
    for (int seed = 0; seed < 10; seed++) {
      var samples = samples(seed, 150);
      var straight = run(new Kept(config, 6), samples, null);
      var kept = new Kept(config, 6);
      assertThat(run(kept, samples, new Random(seed))).isEqualTo(straight).isNotEmpty();
      assertThat(kept.rows).hasSizeLessThanOrEqualTo(7);
    }
  }

  @Test
  void moreRowsThanAreKept_areCounted_andLateOnes() {
    var kept = new Kept(Configs.of(Configs.seconds(10), Configs.seconds(10), ONE), 2);
    for (int i = 0; i < 5; i++) {
      kept.add(sample("i" + i, 1000 + i));
    }
    kept.advance(START + 10_000);
    kept.add(sample("late", 2000));
    kept.add(sample("next", 12_000));
    kept.advance(START + 20_000);
    assertThat(kept.cuts)
        .containsExactly("0-10000 [s/i3, s/i4] left out 3", "10000-20000 [s/next] late 1");
  }

  @Test
  void severalValuesOfAReport_areOneRow_byTheAggregate() {
    for (var aggregate : List.of("mean 2.0", "max 3.0", "min 1.0", "sum 4.0")) {
      var words = aggregate.split(" ", -1);
      var config = Configs.of(
          Configs.seconds(10),
          Configs.seconds(10),
          "{\"function\": \"dummy\", \"parser\": {\"metric\": {\"data\": [{\"name\": \"time\", \"aggregate\": \"%s\"}]}}}"
              .formatted(words[0]));
      var set = FeatureSet.all(config).get(0);
      var row = new FeatureRow(START, "s/a", 1);
      row.add(set, new Sample("app", "s", "a", "time", 1, START));
      row.add(set, new Sample("app", "s", "a", "time", 3, START));
      row.add(set, new Sample("app", "s", "a", "time", Double.NaN, START));
      assertThat(row.values(set)).containsExactly(Double.parseDouble(words[1]));
    }
  }

  @Test
  void metricsOfSeveralStages_areJoinedByTheTimeOfTheReport() {
    var config = Configs.of(Configs.seconds(10), Configs.seconds(10), """
        {"function": "dummy", "parser": {"metric": {
          "inference": ["confidence"], "data": [{"name": "width", "stage": "prepare"}]}}}
        """);
    var kept = new Kept(config, 100);
    kept.add(new Sample("app", "prepare", "p1", "width", 640, START));
    kept.add(new Sample("app", "infer", "x1", "confidence", 0.9, START));
    kept.advance(START + 10_000);
    assertThat(kept.cuts).containsExactly("0-10000 [all]");
  }
}
