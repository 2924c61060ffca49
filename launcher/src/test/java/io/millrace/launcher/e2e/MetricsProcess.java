package io.millrace.launcher.e2e;

import io.millrace.metrics.MetricsStage;
import io.millrace.metrics.QualityConfig;
import io.millrace.metrics.window.WindowSpec;
import io.millrace.topology.Profile;
import io.millrace.topology.StageConfig;
import io.millrace.topology.StageRunner;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * The metrics stage alone, with short windows that stay open long: they close by marks that lie further ahead than any
 * clock may be wrong by default, so that tests need not wait.
 */
public final class MetricsProcess {
  static final QualityConfig CONFIG = new QualityConfig(
      List.of(WindowSpec.tumbling(ReportFlood.WINDOW).withGrace(Duration.ofMinutes(30))),
      Duration.ofHours(10),
      1000,
      10_000,
      1 << 20);

  private MetricsProcess() {}

  /** {@code BOOTSTRAP FOLDER}. Runs until it is killed. */
  public static void main(String[] args) throws InterruptedException {
    var runner = runner(args[0], Path.of(args[1]), Map.of());
    runner.start();
    runner.awaitRunning(Duration.ofSeconds(60));
    System.out.println("ready");
    new CountDownLatch(1).await();
  }

  static StageRunner runner(String bootstrap, Path folder, Map<String, Object> overrides) {
    var topics = new Topics(TopicsConfig.DEFAULTS);
    return new StageRunner(
        new MetricsStage(topics, CONFIG),
        new StageConfig(bootstrap, topics, folder, Profile.DURABLE_FAST, 1, overrides));
  }
}
