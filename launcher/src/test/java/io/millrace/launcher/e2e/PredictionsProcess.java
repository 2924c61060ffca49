package io.millrace.launcher.e2e;

import io.millrace.metrics.contract.samples.ContractIndex;
import io.millrace.metrics.predictions.PredictionsConfig;
import io.millrace.metrics.predictions.PredictionsStage;
import io.millrace.topology.Profile;
import io.millrace.topology.StageConfig;
import io.millrace.topology.StageRunner;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import io.millrace.topology.registry.ModelCatalog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** The stage of predictions alone. */
public final class PredictionsProcess {
  private PredictionsProcess() {}

  /** {@code BOOTSTRAP FOLDER}. Runs until it is killed. */
  public static void main(String[] args) throws InterruptedException {
    var topics = new Topics(TopicsConfig.DEFAULTS);
    var stage = new PredictionsStage(
        topics,
        new ModelCatalog(topics, args[0]),
        new ContractIndex(topics, args[0]),
        PredictionsConfig.DEFAULTS);
    var config =
        new StageConfig(args[0], topics, Path.of(args[1]), Profile.DURABLE_FAST, 1, Map.of());
    var runner = new StageRunner(stage, config);
    runner.start();
    runner.awaitRunning(Duration.ofSeconds(60));
    System.out.println("ready");
    new CountDownLatch(1).await();
  }
}
