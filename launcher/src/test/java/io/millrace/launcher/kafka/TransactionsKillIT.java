package io.millrace.launcher.kafka;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.launcher.ChildJvm;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker is killed while transactions end: after a restart none is left undecided, and none is half done. */
class TransactionsKillIT {
  private static final int WRITERS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir
  private Path temp;

  private final int port = freePort();
  private final String bootstrap = "127.0.0.1:" + port;

  @Test
  void everyTransactionIsDecided() throws Exception {
    kill(2);
  }

  @Test
  @Tag("soak")
  void everyTransactionIsDecided_overManyKills() throws Exception {
    kill(60);
  }

  private void kill(int times) throws Exception {
    for (int i = 0; i <= times; i++) {
      try (var broker = broker(i)) {
        if (i == 0) {
          createTopics();
        }
        var writers = IntStream.range(0, WRITERS)
            .mapToObj(n -> new TransactionWriter(bootstrap, n, PATIENCE))
            .toList();
        for (var writer : writers) {
          writer.checkWhatTheFormerLeft();
        }
        var writing = writers.stream().map(CompletableFuture::runAsync).toList();
        long wanted = 20 + (37L * i) % 50; // each kill at another point
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(1))
            .until(() -> writers.stream().allMatch(writer -> writer.committed() >= wanted));
        broker.kill();
        writers.forEach(TransactionWriter::close);
        writing.forEach(CompletableFuture::join);
      }
    }
  }

  private void createTopics() throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      var topics = IntStream.range(0, WRITERS)
          .boxed()
          .flatMap(n -> List.of(TransactionWriter.from(n), TransactionWriter.to(n)).stream())
          .map(name -> new NewTopic(name, TransactionWriter.PARTITIONS, (short) 1))
          .toList();
      admin.createTopics(topics).all().get();
    }
  }

  private ChildJvm broker(int run) throws IOException {
    var broker = ChildJvm.millrace(
        temp.resolve(run + ".out"),
        "broker",
        "--data-dir",
        temp.resolve("data").toString(),
        "--kafka-port",
        String.valueOf(port));
    await().atMost(60, SECONDS).until(() -> !broker.isAlive() || broker.output().contains("ready"));
    assertThat(broker.isAlive()).as(broker.output()).isTrue();
    return broker;
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
