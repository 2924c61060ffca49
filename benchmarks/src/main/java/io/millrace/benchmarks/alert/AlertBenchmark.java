package io.millrace.benchmarks.alert;

import io.millrace.benchmarks.Benchmark;
import io.millrace.benchmarks.Figures;
import io.millrace.benchmarks.Plan;
import io.millrace.benchmarks.Progress;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The time from a value's arrival, that is from when it is handed to the producer, to its violation, as a consumer sees
 * it that reads what is committed. Each application's contract is violated and kept in turn, each violation an episode of
 * its own; pauses are random, so that they do not keep step with commits.
 */
@Command
public final class AlertBenchmark implements Benchmark {
  private static final List<String> APPLICATIONS =
      IntStream.range(0, 8).mapToObj(i -> "alert-" + i).toList();
  private static final double GOOD = 0.5;
  private static final double BAD = 2;
  // All applications have their turn in longer than a window, so that each finds its own empty.
  private static final long LEAST_PAUSE_MILLIS = 1 + AlertBench.WINDOW_MILLIS / 6;
  private static final int MORE_PAUSE_MILLIS = 8;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  // Longer than a window, so that each value is judged by itself.
  private static final long TRIAL_PAUSE_MILLIS = 5 * AlertBench.WINDOW_MILLIS;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      defaultValue = "30",
      description = "Seconds of work before the first round (default: ${DEFAULT-VALUE}).")
  private double warmUpSeconds = 30;

  private final Random random = new Random(1);

  public AlertBenchmark() {}

  /** With another warm-up. */
  AlertBenchmark(Duration warmUp) {
    this.warmUpSeconds = warmUp.toMillis() / 1e3;
  }

  @Override
  public String name() {
    return "alert";
  }

  @Override
  public String purpose() {
    return "The time from a value's arrival to the committed violation of a contract.";
  }

  @Override
  public void measure(Plan plan, Figures figures, Progress progress) throws Exception {
    try (var bench = AlertBench.open(APPLICATIONS);
        var input = bench.input();
        var watch = new ViolationWatch(bench.bootstrap(), bench.topics().violations()).start()) {
      awaitInForce(input, watch);
      progress.say("warming up");
      run(Duration.ofNanos((long) (warmUpSeconds * 1e9)), input, watch);
      for (int round = 1; round <= plan.rounds(); round++) {
        var nanos = run(plan.time(), input, watch).stream().sorted().toList();
        figures.add("value to violation p50", "ms", quantile(nanos, 0.5));
        figures.add("value to violation p99", "ms", quantile(nanos, 0.99));
        figures.add("value to violation max", "ms", quantile(nanos, 1));
        figures.add("episodes", "", nanos.size());
        progress.say("round %d of %d: %d episodes, p99 %.0f ms"
            .formatted(round, plan.rounds(), nanos.size(), quantile(nanos, 0.99)));
      }
    }
  }

  /**
   * Returns once a violation of each contract has been seen. A stage that runs has its partitions; its registry takes the
   * contracts from the log only then, and what is reported before that is judged by none.
   */
  private static void awaitInForce(AlertInput input, ViolationWatch watch)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!watch.violated().containsAll(APPLICATIONS)) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            "after %s only the contracts of %s are in force".formatted(PATIENCE, watch.violated()));
      }
      for (double value : List.of(BAD, GOOD)) {
        for (var application : APPLICATIONS) {
          input.send(application, System.currentTimeMillis(), value);
        }
        Thread.sleep(TRIAL_PAUSE_MILLIS);
      }
    }
  }

  private List<Long> run(Duration time, AlertInput input, ViolationWatch watch)
      throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    for (int turn = 0; System.nanoTime() - end < 0; turn++) {
      for (var application : APPLICATIONS) {
        long now = System.currentTimeMillis();
        if (turn % 2 == 1) {
          watch.expect(application, now);
        }
        input.send(application, now, turn % 2 == 1 ? BAD : GOOD);
        Thread.sleep(LEAST_PAUSE_MILLIS + random.nextInt(MORE_PAUSE_MILLIS));
      }
    }
    // What is open is closed again.
    Thread.sleep(AlertBench.WINDOW_MILLIS);
    for (var application : APPLICATIONS) {
      input.send(application, System.currentTimeMillis(), GOOD);
    }
    awaitAll(watch);
    return watch.take();
  }

  private static void awaitAll(ViolationWatch watch) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (watch.missing() > 0) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            "%d violations have not come after %s".formatted(watch.missing(), PATIENCE));
      }
      Thread.sleep(5);
    }
  }

  /** Of sorted times in ns, in ms. */
  private static double quantile(List<Long> sorted, double share) {
    int rank = (int) Math.ceil(share * sorted.size()) - 1;
    return sorted.get(Math.max(0, rank)) / 1e6;
  }
}
