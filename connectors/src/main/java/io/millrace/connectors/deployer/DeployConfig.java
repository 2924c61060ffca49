package io.millrace.connectors.deployer;

import java.time.Duration;

/**
 * How decisions are carried out.
 *
 * @param resync between two looks at a node on which nothing seems to happen
 * @param retry the first wait after a failure; each further failure in a row doubles it
 * @param mostRetry the longest such wait
 * @param settled time that an instance must run until its earlier failures are forgotten
 * @param threads that work on nodes, one a node at a time
 */
public record DeployConfig(
    Duration resync, Duration retry, Duration mostRetry, Duration settled, int threads) {
  public static final DeployConfig USUAL = new DeployConfig(
      Duration.ofSeconds(5),
      Duration.ofSeconds(1),
      Duration.ofMinutes(5),
      Duration.ofSeconds(30),
      8);

  public DeployConfig {
    if (resync.toMillis() < 1 || retry.toMillis() < 1 || settled.isNegative() || threads < 1) {
      throw new IllegalArgumentException(
          "resync %s and retry %s must be a millisecond or more, settled %s not negative, threads %d at least 1"
              .formatted(resync, retry, settled, threads));
    }
    if (mostRetry.compareTo(retry) < 0) {
      throw new IllegalArgumentException(
          "the longest wait, %s, is shorter than the first, %s".formatted(mostRetry, retry));
    }
  }

  public DeployConfig withResync(Duration time) {
    return new DeployConfig(time, retry, mostRetry, settled, threads);
  }

  public DeployConfig withRetry(Duration first, Duration most) {
    return new DeployConfig(resync, first, most, settled, threads);
  }

  public DeployConfig withSettled(Duration time) {
    return new DeployConfig(resync, retry, mostRetry, time, threads);
  }
}
