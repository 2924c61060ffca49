package io.millrace.launcher.e2e;

import io.millrace.launcher.ChildJvm;
import io.millrace.topology.Topic;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.IsolationLevel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of the metrics stage while reports come: afterwards the totals of all windows are exactly what was
 * reported, and each window has one final result.
 */
class MetricsKillIT {
  private static final int REPORTS = 1_000;
  private static final Topics TOPICS = new Topics(TopicsConfig.DEFAULTS);
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir
  Path folder;

  @Test
  void totalsEqualTheTruth() throws Exception {
    kill(2);
  }

  @Test
  @Tag("soak")
  void totalsEqualTheTruth_afterTwentyKills() throws Exception {
    kill(20);
  }

  private void kill(int times) throws Exception {
    try (var broker = TestBroker.start(folder, TOPICS);
        var flood = new ReportFlood(TOPICS, broker.bootstrap());
        var windows = new WindowLog(TOPICS, broker.bootstrap())) {
      var stage = stage(broker, 0);
      try {
        for (int i = 1; i <= times; i++) {
          killUnderLoad(broker, flood, stage);
          stage = stage(broker, i);
        }
        // Once more while windows close: results are being written then.
        flood.mark(flood.began + Duration.ofHours(1).toMillis());
        stage.kill();
        stage = stage(broker, times + 1);
        windows.awaitExactly(flood);
        System.out.printf(
            "%d kills: %d reports in %d windows%n", times + 1, flood.sent(), flood.truth.size());
      } finally {
        stage.close();
      }
    }
  }

  /** In the middle of a transaction of the stage, with reports coming. */
  private static void killUnderLoad(TestBroker broker, ReportFlood flood, ChildJvm stage)
      throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      var changes = new Offsets(admin, changelog());
      long before = changes.end(IsolationLevel.READ_COMMITTED);
      Load.during(changes, () -> flood.send(REPORTS), () -> {
        changes.awaitNextTransaction(before, PATIENCE);
        stage.kill();
      });
    }
  }

  private static Topic<byte[], byte[]> changelog() {
    var reports = TOPICS.reports().raw();
    return new Topic<>(
        TOPICS.prefix() + "metrics-open-windows-changelog",
        reports.keys(),
        reports.values(),
        reports.settings());
  }

  private ChildJvm stage(TestBroker broker, int run) throws IOException {
    var process = ChildJvm.java(
        folder.resolve("stage-" + run + ".log"),
        MetricsProcess.class,
        broker.bootstrap(),
        folder.resolve("state").toString());
    process.awaitReady();
    return process;
  }
}
