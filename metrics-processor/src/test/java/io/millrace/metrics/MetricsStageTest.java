package io.millrace.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.millrace.metrics.window.Sample;
import io.millrace.metrics.window.WindowSpec;
import io.millrace.model.qoa.RollUp;
import io.millrace.model.qoa.Source;
import io.millrace.model.qoa.Summary;
import io.millrace.model.qoa.Value;
import io.millrace.model.qoa.WindowResult;
import io.millrace.model.qoa.WindowResult.Finality;
import io.millrace.topology.Mark;
import io.millrace.topology.serde.MessageHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class MetricsStageTest extends MetricsDriver {
  @Test
  void window_isWrittenOnce_withAllItsValues() {
    send("i1", 20, NOW);
    send("i1", 30, NOW + 59_999);
    send("i1", 99, NOW + 60_000);
    assertThat(results()).isEmpty();
    send("i1", 99, NOW + 70_000);
    var records = output(TOPICS.windows()).readRecordsToList();
    assertThat(records)
        .extracting(record -> new String(record.key(), UTF_8))
        .containsExactly(
            "cctv/detect/i1/response_time", "cctv///response_time", "cctv/detect//response_time");
    var result = TOPICS
        .windows()
        .values()
        .deserializer()
        .deserialize("windows", records.get(0).value());
    assertThat(result.start().toEpochMilli()).isEqualTo(NOW);
    assertThat(result.end().toEpochMilli()).isEqualTo(NOW + MINUTE);
    assertThat(result.values()).isEqualTo(Summary.of(20, 30));
    assertThat(result.finality()).isEqualTo(Finality.FINAL);
    send("i1", 99, NOW + 71_000);
    assertThat(results()).isEmpty();
  }

  @Test
  void marks_closeWindows_whereNothingElseComes() {
    send("i1", 20, NOW);
    mark(NOW + 69_999);
    assertThat(results()).isEmpty();
    mark(NOW + 70_000);
    assertThat(results())
        .singleElement()
        .satisfies(r -> assertThat(r.values().count()).isOne());
    mark(NOW + 1_000_000);
    assertThat(results()).isEmpty();
  }

  @Test
  void markThatIsNoTime_isADeadLetter_andOneFarAhead_isHeldBack() {
    send(null, new RecordHeaders().add(MessageHeaders.MARK, "soon".getBytes(UTF_8)), NOW);
    assertThat(reasons()).singleElement().asString().contains("\"soon\" is no time");
    send("i1", 20, NOW);
    var ahead = Mark.record(INPUT.name(), 0, Sample.LATEST);
    send(ahead.value(), ahead.headers(), NOW + 1);
    send("i1", 30, NOW + 2);
    mark(NOW + 70_000);
    assertThat(results())
        .singleElement()
        .satisfies(r -> assertThat(r.values().count()).isEqualTo(2));
  }

  private List<@Nullable String> reasons() {
    var reasons = new ArrayList<@Nullable String>();
    for (var letter : output(TOPICS.deadLetters()).readRecordsToList()) {
      reasons.add(MessageHeaders.text(letter.headers(), MessageHeaders.DEAD_REASON));
    }
    return reasons;
  }

  @Test
  void unreadableRecords_areDeadLetters_andStopNothing() {
    send("rubbish".getBytes(UTF_8), new RecordHeaders(), NOW);
    send(null, new RecordHeaders(), NOW);
    send("i1", 20, NOW);
    mark(NOW + 70_000);
    assertThat(reasons())
        .containsExactly(
            "not JSON at byte 0: Unrecognized token 'rubbish'", "the record has no value");
    assertThat(results()).hasSize(1);
  }

  @Test
  void whatIsNoNumber_isCountedAsMissing_andWhatWasNoneAtAll_isNotCounted() {
    send("i1", Double.NaN, NOW);
    send("i1", Double.POSITIVE_INFINITY, NOW + 1);
    send("i1", 5, NOW + 2);
    var source = new Source("cctv", "detect", "i1");
    send(source, new Value.Text("5"), NOW + 3, NOW + 3);
    send(source, new Value.Structured(List.of(List.of(1L, 2L), 3L)), NOW + 4, NOW + 4);
    send(source, new Value.Structured(true), NOW + 5, NOW + 5);
    mark(NOW + 70_000);
    assertThat(reasons()).isEmpty();
    assertThat(results()).singleElement().satisfies(r -> {
      assertThat(r.missing()).isEqualTo(2);
      assertThat(r.values()).isEqualTo(Summary.of(5));
    });
  }

  @Test
  void reportOfFiveMegabytes_isADeadLetter_andStopsNothing() {
    var large = "[" + " ".repeat(5 << 20) + "]";
    send(large.getBytes(UTF_8), new RecordHeaders(), NOW);
    var long5 =
        "{\"metadata\": {\"client_config\": {}}, \"x\": \"%s\"}".formatted("y".repeat(5 << 20));
    send(long5.getBytes(UTF_8), new RecordHeaders(), NOW);
    send("i1", 5, NOW + 2);
    mark(NOW + 70_000);
    assertThat(reasons()).singleElement().asString().contains("bytes are more than the 1048576");
    assertThat(results()).hasSize(1);
  }

  private static final Source CAMERA = new Source("cctv", "detect", "camera");
  private static final Source ENSEMBLE = new Source("cctv", "ensemble", "e1");

  @Test
  void whatOthersPassOn_counts_ifTheSourceItselfIsSilent() {
    send(CAMERA, ENSEMBLE, Value.of(20), NOW, NOW);
    send(CAMERA, ENSEMBLE, Value.of(30), NOW + 1, NOW + 1);
    mark(NOW + 70_000);
    assertThat(results())
        .singleElement()
        .satisfies(r -> assertThat(r.values()).isEqualTo(Summary.of(20, 30)));
  }

  /** Whichever comes first, and whatever the order of the windows. */
  @Test
  void whatOthersPassOn_doesNotCount_inWindowsInWhichTheSourceReportsTheSameItself() {
    send(CAMERA, ENSEMBLE, Value.of(20), NOW, NOW);
    send(CAMERA, CAMERA, Value.of(20), NOW + 1, NOW + 1);
    send(CAMERA, CAMERA, Value.of(30), NOW + 2, NOW + 2);
    send(CAMERA, ENSEMBLE, Value.of(30), NOW + 3, NOW + 3);
    send(CAMERA, ENSEMBLE, Value.of(40), NOW + MINUTE, NOW + MINUTE);
    mark(NOW + 140_000);
    assertThat(results())
        .extracting(WindowResult::values)
        .containsExactly(Summary.of(20, 30), Summary.of(40));
  }

  @Test
  void reportsWithoutAKey_areCountedWithTheOthers_andNoneIsLate() {
    for (int i = 0; i < 100; i++) {
      var report = report(CAMERA, CAMERA, Value.of(i), NOW + i);
      var key = i % 2 == 0 ? null : CAMERA.key().getBytes(UTF_8);
      send(key, bytes(report), new RecordHeaders(), NOW + i);
    }
    mark(NOW + 70_000);
    assertThat(results()).singleElement().satisfies(r -> {
      assertThat(r.values().count()).isEqualTo(100);
      assertThat(r.values().sum()).isEqualTo(4950);
      assertThat(r.late()).isZero();
    });
  }

  @Test
  void recordsThatTellNoLaterTime_moveItAllTheSame_asAMarkWould() {
    send("i1", 20, NOW);
    send("behind", 1, NOW - 86_400_000, NOW + 70_999);
    assertThat(results()).extracting(WindowResult::instance).doesNotContain("i1");
    send("behind", 1, NOW - 86_400_000, NOW + 71_000);
    assertThat(results()).extracting(WindowResult::instance).contains("i1");
  }

  @Test
  void rollUps_areWhatAllTheirInstancesCameTo_once() {
    open(CONFIG.withInstancesPerApplication(1000));
    var random = new Random(3);
    for (int i = 0; i < 2000; i++) {
      long at = NOW + i * 100L;
      var source = new Source("a" + i % 2, "s" + random.nextInt(3), "i" + random.nextInt(20));
      send(source, Value.of(random.nextInt(10) == 0 ? Double.NaN : random.nextGaussian()), at, at);
    }
    mark(NOW + 400_000);
    var all = allResults();
    var instances = all.stream().filter(r -> r.instance() != null).toList();
    var stages =
        all.stream().filter(r -> r.instance() == null && r.stage() != null).toList();
    var applications = all.stream().filter(r -> r.stage() == null).toList();
    assertThat(stages).containsExactlyInAnyOrderElementsOf(RollUp.overInstances(instances));
    assertThat(applications).containsExactlyInAnyOrderElementsOf(RollUp.overStages(instances));
    assertThat(applications).hasSize(8);
    assertThat(applications.stream()
            .mapToLong(r -> r.values().count() + r.missing())
            .sum())
        .isEqualTo(2000);
  }

  @Test
  void clockAnHourAhead_neitherLosesItsValues_norClosesTheWindowsOfOthers() {
    for (int i = 0; i < 50; i++) {
      send("ahead", 1, NOW + i * 1000L + 3_600_000, NOW + i * 1000L);
      send("right", 1, NOW + i * 1000L);
    }
    mark(NOW + 200_000);
    var counts = new HashMap<String, Long>();
    for (var result : results()) {
      assertThat(result.late()).isZero();
      assertThat(result.end().toEpochMilli()).isLessThanOrEqualTo(NOW + 2 * MINUTE);
      counts.merge(Objects.requireNonNull(result.instance()), result.values().count(), Long::sum);
    }
    assertThat(counts).isEqualTo(Map.of("ahead", 50L, "right", 50L));
  }

  @Test
  void clockADayBehind_isSeenAsLate() {
    send("right", 1, NOW);
    for (int i = 0; i < 50; i++) {
      send("behind", 1, NOW + i * 1000L - 86_400_000, NOW + i * 1000L);
      send("right", 1, NOW + i * 1000L);
    }
    mark(NOW + 200_000);
    long late = 0;
    for (var result : results()) {
      boolean behind = "behind".equals(result.instance());
      assertThat(result.values().count()).isEqualTo(behind ? 0 : 51);
      late += result.late();
    }
    assertThat(late).isEqualTo(50);
  }

  @Test
  void manyInstances_areBounded_andSaidOnce_andEveryValueIsCounted() {
    var said = new ListAppender<ILoggingEvent>();
    var logger = (Logger) LoggerFactory.getLogger(WindowProcessor.class);
    said.start();
    logger.addAppender(said);
    for (int i = 0; i < 100_000; i++) {
      send("instance-" + i, 1, NOW + i / 1000);
    }
    logger.detachAppender(said);
    assertThat(said.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "application cctv has more than 20 instances at a time: values of further ones are counted under (other)");
    assertThat(kept(MetricsStage.WINDOWS).size()).isLessThanOrEqualTo(20 + 1 + 3);
    mark(NOW + 70_000);
    var results = results();
    assertThat(results).hasSize(21);
    assertThat(results.stream().mapToLong(r -> r.values().count()).sum()).isEqualTo(100_000);
    assertThat(results.stream().filter(r -> "(other)".equals(r.instance())))
        .singleElement()
        .satisfies(r -> assertThat(r.values().count()).isEqualTo(100_000 - 20));
  }

  private static final QualityConfig ALL_KINDS = CONFIG
      .withSeriesInMemory(3)
      .withWindows(List.of(
          WindowSpec.tumbling(Duration.ofSeconds(60)).withGrace(Duration.ofSeconds(10)),
          WindowSpec.hopping(Duration.ofSeconds(60), Duration.ofSeconds(25)),
          WindowSpec.sliding(Duration.ofSeconds(20)),
          WindowSpec.session(Duration.ofSeconds(3)).withGrace(Duration.ofSeconds(1)),
          WindowSpec.tumblingCount(10),
          WindowSpec.hoppingCount(10, 3)));

  /** Out of order, late, missing and with marks; the same for the same seed. */
  private void stream(long seed, int from, int to) {
    var random = new Random(seed);
    long clock = NOW;
    for (int i = 0; i < to; i++) {
      clock += random.nextInt(random.nextInt(50) == 0 ? 30_000 : 900);
      long measured = clock + 20_000 - random.nextInt(50_000);
      var instance = "i" + random.nextInt(30);
      double value = random.nextInt(20) == 0 ? Double.NaN : Math.exp(random.nextGaussian());
      if (i >= from) {
        if (random.nextInt(40) == 0) {
          mark(clock);
        } else {
          send(instance, value, measured, clock);
        }
      } else {
        random.nextInt(40);
      }
    }
  }

  private List<List<Byte>> written() {
    var all = new ArrayList<List<Byte>>();
    for (var record : output(TOPICS.windows()).readRecordsToList()) {
      var bytes = new ArrayList<Byte>();
      for (byte b : record.value()) {
        bytes.add(b);
      }
      all.add(bytes);
    }
    return all;
  }

  @Test
  void replay_givesTheSameBytes() {
    open(ALL_KINDS);
    stream(5, 0, 1500);
    var first = written();
    assertThat(first).hasSizeGreaterThan(1000);
    open(ALL_KINDS);
    stream(5, 0, 1500);
    assertThat(written()).isEqualTo(first);
  }

  @Test
  void restartFromTheStore_givesTheSameBytes_asIfThereHadBeenNone() {
    open(ALL_KINDS);
    stream(6, 0, 1000);
    var expected = written();
    open(ALL_KINDS);
    var restarted = new ArrayList<List<Byte>>();
    for (int i = 0; i < 1000; i += 125) {
      stream(6, i, i + 125);
      restarted.addAll(written());
      restart(ALL_KINDS);
    }
    assertThat(restarted).isEqualTo(expected);
  }
}
