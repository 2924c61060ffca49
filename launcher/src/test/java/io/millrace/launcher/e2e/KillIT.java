package io.millrace.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.launcher.ChildJvm;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.IsolationLevel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of {@code millrace up} in the middle of a transaction, with 50,000 requests on the log: after the
 * restart every acknowledged request has exactly one committed result.
 */
class KillIT {
  private static final int REQUESTS = 50_000;
  private static final Topics TOPICS = new Topics(TopicsConfig.DEFAULTS);
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir
  Path folder;

  @Test
  void everyAcknowledgedRequest_hasExactlyOneCommittedResult() throws Exception {
    kill(2);
  }

  @Test
  @Tag("soak")
  void everyAcknowledgedRequest_hasExactlyOneCommittedResult_afterTenKills() throws Exception {
    kill(10);
  }

  private void kill(int times) throws Exception {
    int kafka = freePort();
    var flood = new Flood(TOPICS, "127.0.0.1:" + kafka);
    var millrace = up(kafka, 0);
    try (var results = new CommittedLog("127.0.0.1:" + kafka, TOPICS.results())) {
      for (int i = 1; i <= times; i++) {
        long inFlight = floodUntilATransactionIsOpen(kafka, flood, i);
        millrace.kill();
        long start = System.nanoTime();
        millrace = launch(kafka, i);
        awaitExactlyOneResultEach(results, flood);
        long answered = System.nanoTime();
        millrace.awaitReady();
        System.out.printf(
            "kill %d of %d with %d requests in flight: all %d answered after %.1f s, ready after %.1f s%n",
            i,
            times,
            inFlight,
            flood.acknowledged.size(),
            seconds(start, answered),
            seconds(start, System.nanoTime()));
      }
      assertThat(millrace.terminate()).isEqualTo(143);
    } finally {
      millrace.close();
    }
  }

  private static double seconds(long from, long to) {
    return (to - from) / 1e9;
  }

  /** Returns how many acknowledged requests have no committed result at that moment. */
  private static long floodUntilATransactionIsOpen(int kafka, Flood flood, int kill)
      throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + kafka))) {
      var results = new Offsets(admin, TOPICS.results());
      long before = results.end(IsolationLevel.READ_COMMITTED);
      int acknowledgedBefore = flood.acknowledged.size();
      var sent = CompletableFuture.runAsync(() -> flood.send("kill-" + kill, REQUESTS));
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(1))
          .until(
              () -> flood.acknowledged.size() > acknowledgedBefore && results.hasOpenTransaction());
      long committed = results.end(IsolationLevel.READ_COMMITTED) - before;
      sent.join();
      assertThat(flood.acknowledged).hasSize(acknowledgedBefore + REQUESTS);
      return REQUESTS - committed;
    }
  }

  // What the reader takes of the processor is missing where it is waited for: it looks at nothing
  // twice.
  private static void awaitExactlyOneResultEach(CommittedLog results, Flood flood) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> results.read().keys().size() >= flood.acknowledged.size()
            && results.keys().keySet().containsAll(flood.acknowledged));
    assertThat(results.keys().values()).as("results of each request").containsOnly(1);
    assertThat(results.records())
        .allMatch(record -> new String(
                record.headers().lastHeader("ce_type").value(),
                java.nio.charset.StandardCharsets.UTF_8)
            .contains("response"));
  }

  private ChildJvm up(int kafka, int run) throws IOException {
    var process = launch(kafka, run);
    process.awaitReady();
    return process;
  }

  private ChildJvm launch(int kafka, int run) throws IOException {
    Millrace.putExample(folder.resolve("data/models"));
    var log = folder.resolve("up-" + run + ".log");
    String[] command = {
      "up",
      "--data-dir",
      folder.resolve("data").toString(),
      "--kafka-port",
      String.valueOf(kafka),
      "--port",
      "0"
    };
    return Boolean.getBoolean("millrace.soak")
        ? ChildJvm.executable(log, command)
        : ChildJvm.millrace(log, command);
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
