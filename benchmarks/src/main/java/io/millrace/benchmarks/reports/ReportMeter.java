package io.millrace.benchmarks.reports;

import com.sun.management.OperatingSystemMXBean;
import io.millrace.topology.Stage;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Committed reports per second of a stage that works off the backlog. The time counts from the first commit after it has
 * settled to the last one before the time is over, or the backlog nearly is: then it starts again as a new group, and
 * the stretches add up.
 */
final class ReportMeter {
  private static final double NEARLY_DRAINED = 0.9;
  private static final long LOOK_MILLIS = 20;
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);

  private final ReportBench bench;
  private final long reports;

  ReportMeter(ReportBench bench, long reports) {
    this.bench = bench;
    this.reports = reports;
  }

  /**
   * How fast a stage was.
   *
   * @param perSecond reports per second
   * @param perStageCpuSecond reports per second of processor time of the stage's own threads
   * @param perCpuSecond reports per second of processor time of this JVM, broker included
   */
  record Rate(double perSecond, double perStageCpuSecond, double perCpuSecond) {}

  private record Sample(long nanos, long cpuNanos, long stageNanos, long reports) {
    Sample minus(Sample other) {
      return new Sample(
          nanos - other.nanos,
          cpuNanos - other.cpuNanos,
          stageNanos - other.stageNanos,
          reports - other.reports);
    }

    Sample plus(Sample other) {
      return new Sample(
          nanos + other.nanos,
          cpuNanos + other.cpuNanos,
          stageNanos + other.stageNanos,
          reports + other.reports);
    }
  }

  Rate rate(Stage stage, Duration time) throws Exception {
    var sum = new Sample(0, 0, 0, 0);
    while (sum.nanos() < time.toNanos()) {
      sum = sum.plus(stretch(stage, time.dividedBy(10), time.toNanos() - sum.nanos()));
      bench.emptyCopies();
    }
    return new Rate(
        sum.reports() * 1e9 / sum.nanos(),
        sum.reports() * 1e9 / sum.stageNanos(),
        sum.reports() * 1e9 / sum.cpuNanos());
  }

  private Sample stretch(Stage stage, Duration settling, long nanos) throws Exception {
    try (var running = bench.start(stage)) {
      awaitMoreThan(0, running);
      Thread.sleep(settling.toMillis());
      var from = awaitMoreThan(committed(running.group()), running);
      var to = from;
      while (to.nanos() - from.nanos() < nanos && to.reports() < NEARLY_DRAINED * reports) {
        to = awaitMoreThan(to.reports(), running);
      }
      return to.minus(from);
    }
  }

  /** The moment of the next commit. */
  private Sample awaitMoreThan(long before, ReportBench.Running running) throws Exception {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (System.nanoTime() - deadline < 0) {
      long now = committed(running.group());
      if (now > before || now >= reports) {
        return new Sample(System.nanoTime(), cpuNanos(), stageNanos(running.group()), now);
      }
      Thread.sleep(LOOK_MILLIS);
    }
    throw new IllegalStateException("%s has committed nothing for 2 minutes".formatted(running));
  }

  private long committed(String group) throws Exception {
    var wanted = bench.partitions();
    return bench
        .admin
        .listConsumerGroupOffsets(group)
        .partitionsToOffsetAndMetadata()
        .get(1, TimeUnit.MINUTES)
        .entrySet()
        .stream()
        .filter(entry -> wanted.contains(entry.getKey()) && entry.getValue() != null)
        .mapToLong(entry -> entry.getValue().offset())
        .sum();
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  /** Processor time of the threads that bear the group's name: those of the stage and of its clients. */
  private static long stageNanos(String group) {
    var threads = ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(info -> info != null && info.getThreadName().contains(group + "-"))
        .mapToLong(info -> Math.max(0, threads.getThreadCpuTime(info.getThreadId())))
        .sum();
  }
}
