package io.millrace.benchmarks.pipeline;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Committed results per second. A mode works off the backlog from its beginning; the time counts from when it has
 * settled until enough time has passed or the backlog is nearly drained. In the latter case it starts again as a new
 * group once all others have had their turn, and the stretches add up.
 *
 * <p>The count is the results topic's end as readers of committed records see it. It includes the transactions' markers:
 * one for each partition and commit, far below one in a hundred.
 */
final class Meter {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  // Past this share of a partition's backlog the mode may soon stand still.
  private static final double NEARLY_DRAINED = 0.85;
  private static final long LOOK_MILLIS = 200;
  private static final long EDGE_MILLIS = 5;

  private final Workbench bench;
  private final Backlog backlog;

  Meter(Workbench bench, Backlog backlog) {
    this.bench = bench;
    this.backlog = backlog;
  }

  /**
   * How fast a mode was.
   *
   * @param perSecond requests per second
   * @param cpuMicros what a request cost this JVM, broker included, in microseconds of processor time
   */
  record Rate(double perSecond, double cpuMicros) {}

  private record Sample(long nanos, long cpuNanos, long results) {

    Sample minus(Sample other) {
      return new Sample(nanos - other.nanos, cpuNanos - other.cpuNanos, results - other.results);
    }

    Sample plus(Sample other) {
      return new Sample(nanos + other.nanos, cpuNanos + other.cpuNanos, results + other.results);
    }

    Rate rate() {
      return new Rate(results * 1e9 / nanos, cpuNanos / 1e3 / results);
    }
  }

  /**
   * The rates of several modes, each measured for that time. They take turns after each stretch, so that a machine that
   * becomes faster or slower meanwhile does so for all of them.
   */
  List<Rate> rates(List<Mode> modes, Duration time) throws Exception {
    var settling = time.dividedBy(10);
    var sums = new Sample[modes.size()];
    Arrays.fill(sums, new Sample(0, 0, 0));
    while (Arrays.stream(sums).anyMatch(sum -> sum.nanos() < time.toNanos())) {
      for (int i = 0; i < sums.length; i++) {
        long left = time.toNanos() - sums[i].nanos();
        if (left > 0) {
          sums[i] = sums[i].plus(stretch(modes.get(i), settling, left));
        }
      }
    }
    return Arrays.stream(sums).map(Sample::rate).toList();
  }

  private Sample stretch(Mode mode, Duration settling, long nanos) throws Exception {
    bench.emptyResults();
    var group = bench.freshGroup(mode.label());
    var running = mode.start(bench, group);
    try {
      edge(0);
      Thread.sleep(settling.toMillis());
      long before = results();
      // On a fast machine all may have been worked off while it settled: no commit would follow.
      if (nearlyDrained(group)) {
        return new Sample(0, 0, 0);
      }
      var from = edge(before);
      while (System.nanoTime() - from.nanos() < nanos && !nearlyDrained(group)) {
        Thread.sleep(LOOK_MILLIS);
      }
      return edge(results()).minus(from);
    } finally {
      running.stop();
    }
  }

  /** The moment of the next commit: between two of these lie whole transactions. */
  private Sample edge(long before) throws ExecutionException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() - deadline < 0) {
      long results = results();
      if (results > before) {
        return new Sample(System.nanoTime(), cpuNanos(), results);
      }
      Thread.sleep(EDGE_MILLIS);
    }
    throw new IllegalStateException(
        "no result was committed for %d s".formatted(PATIENCE.toSeconds()));
  }

  static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  /** Results that are committed, all partitions together. */
  long results() throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> wanted = new LinkedHashMap<>();
    IntStream.range(0, Workbench.PARTITIONS)
        .forEach(partition -> wanted.put(
            new TopicPartition(bench.topics().results().name(), partition), OffsetSpec.latest()));
    return bench
        .admin()
        .listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
        .all()
        .get()
        .values()
        .stream()
        .mapToLong(ListOffsetsResultInfo::offset)
        .sum();
  }

  private boolean nearlyDrained(String group) throws Exception {
    var topic = bench.topics().requests().name();
    return bench
        .admin()
        .listConsumerGroupOffsets(group)
        .partitionsToOffsetAndMetadata()
        .get(1, TimeUnit.MINUTES)
        .entrySet()
        .stream()
        .anyMatch(e -> e.getKey().topic().equals(topic)
            && e.getValue().offset() > NEARLY_DRAINED * backlog.perPartition());
  }
}
