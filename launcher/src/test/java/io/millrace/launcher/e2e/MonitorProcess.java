package io.millrace.launcher.e2e;

import io.millrace.metrics.contract.monitor.ContractStage;
import io.millrace.metrics.contract.monitor.MonitorConfig;
import io.millrace.metrics.contract.samples.ContractIndex;
import io.millrace.topology.Profile;
import io.millrace.topology.StageConfig;
import io.millrace.topology.StageRunner;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** The monitor of contracts in a process of its own, to be killed. Arguments: brokers, folder of state. */
final class MonitorProcess {
  private MonitorProcess() {}

  public static void main(String[] args) throws InterruptedException {
    try (var runner = runner(args[0], Path.of(args[1]))) {
      runner.start();
      runner.awaitRunning(Duration.ofSeconds(60));
      System.out.println("ready");
      new CountDownLatch(1).await();
    }
  }

  static StageRunner runner(String bootstrap, Path state) {
    var topics = new Topics(TopicsConfig.DEFAULTS);
    var stage =
        new ContractStage(topics, new ContractIndex(topics, bootstrap), MonitorConfig.DEFAULTS);
    return new StageRunner(
        stage, new StageConfig(bootstrap, topics, state, Profile.DURABLE_FAST, 1, Map.of()));
  }
}
