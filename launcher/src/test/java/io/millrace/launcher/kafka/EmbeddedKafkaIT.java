package io.millrace.launcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.yammer.metrics.core.Gauge;
import com.yammer.metrics.core.Histogram;
import com.yammer.metrics.core.Metric;
import com.yammer.metrics.core.MetricName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.server.metrics.KafkaYammerMetrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {
  @TempDir
  private Path temp;

  private DataDirectory data;

  @BeforeEach
  void openData() {
    data = DataDirectory.open(temp);
  }

  @AfterEach
  void closeData() {
    data.close();
  }

  @Test
  void restart_keepsTopicAndRecords() throws Exception {
    try (var kafka = kafka(Listen.local(0)).start()) {
      var client = new LogClient(kafka.bootstrap());
      client.createTopic();
      client.write(List.of("a", "b"));
      assertThat(client.readAll()).containsExactly("a", "b");
    }
    try (var kafka = kafka(Listen.local(0)).start()) {
      var client = new LogClient(kafka.bootstrap());
      client.write(List.of("c"));
      assertThat(client.topics()).contains(LogClient.TOPIC);
      assertThat(client.readAll()).containsExactly("a", "b", "c");
    }
  }

  /** Also tells if a version of Kafka has others, or makes its own all the same. */
  @Test
  void histogramsOfRequests_areTheCheapOnes() throws Exception {
    RequestHistograms.register();
    var cheap = histogramsOfProducing();
    try (var kafka = kafka(Listen.local(0)).start()) {
      new LogClient(kafka.bootstrap()).createTopic();
      assertThat(histogramsOfProducing()).isEqualTo(cheap).hasSize(10);
    }
    assertThat(histogramsOfProducing()).isEmpty();
  }

  /** Such a gauge would keep the whole broker in memory. */
  @Test
  void closed_leavesNoGaugesBehind() throws Exception {
    try (var kafka = kafka(Listen.local(0)).start()) {
      new LogClient(kafka.bootstrap()).createTopic();
      assertThat(KafkaYammerMetrics.defaultRegistry().allMetrics().values())
          .anyMatch(Gauge.class::isInstance);
    }
    assertThat(KafkaYammerMetrics.defaultRegistry().allMetrics().values())
        .noneMatch(Gauge.class::isInstance);
  }

  private static Map<MetricName, Metric> histogramsOfProducing() {
    return KafkaYammerMetrics.defaultRegistry().allMetrics().entrySet().stream()
        .filter(e -> e.getValue() instanceof Histogram)
        .filter(e -> e.getKey().getMBeanName().endsWith(",request=Produce"))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** Other machines get another address than this process, which may not even be able to use theirs. */
  @Test
  void advertisedName_isForOthersOnly() throws Exception {
    try (var kafka = kafka(new Listen("0.0.0.0", 0, "millrace.example")).start()) {
      assertThat(kafka.address()).startsWith("millrace.example:");
      var client = new LogClient(kafka.bootstrap());
      client.createTopic();
      client.write(List.of("a"));
      assertThat(client.readAll()).containsExactly("a");
    }
  }

  @Test
  void takenPort_isToldBeforeAnythingStarts() throws IOException {
    try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> kafka(Listen.local(other.getLocalPort())).start())
          .isInstanceOf(StartupException.class)
          .hasMessageContaining("127.0.0.1:%d", other.getLocalPort())
          .hasMessageContaining("--kafka-port");
    }
    assertThat(temp.resolve(EmbeddedKafka.FOLDER)).doesNotExist();
  }

  @Test
  void failedStart_leavesNoThreadsThatKeepTheProcessAlive() throws IOException {
    var before = nonDaemonThreads();
    var folder = data.folder(EmbeddedKafka.FOLDER);
    Files.writeString(
        folder.resolve("meta.properties"),
        "version=1\ncluster.id=AAAAAAAAAAAAAAAAAAAAAA\nnode.id=7\n");

    assertThatThrownBy(() -> kafka(Listen.local(0)).start())
        .isInstanceOf(StartupException.class)
        .hasMessageStartingWith("The embedded broker in %s did not start", data.root());

    await()
        .pollInSameThread()
        .untilAsserted(() -> assertThat(nonDaemonThreads()).isSubsetOf(before));
  }

  @Test
  void fatalFault_reachesTheHandlerOnce_insteadOfHaltingTheJvm() {
    var faults = new CopyOnWriteArrayList<String>();
    try (var kafka =
        new EmbeddedKafka(EmbeddedKafkaConfig.of(data, Listen.local(0)), faults::add).start()) {
      Exit.halt(1, "disk on fire");
      Exit.exit(1);
      assertThat(faults).containsExactly("disk on fire");
      assertThat(kafka).asString().contains(kafka.address());
    }
  }

  @Test
  void closedBroker_refusesToSayWhereItIs() {
    var kafka = kafka(Listen.local(0));
    kafka.close();

    assertThat(kafka).hasToString("EmbeddedKafka{%s, stopped}", data.root());
    assertThatThrownBy(kafka::bootstrap).isInstanceOf(IllegalStateException.class);
  }

  private EmbeddedKafka kafka(Listen listen) {
    return new EmbeddedKafka(EmbeddedKafkaConfig.of(data, listen), reason -> {
      throw new AssertionError(reason);
    });
  }

  private static List<String> nonDaemonThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> !t.isDaemon())
        .map(Thread::getName)
        .toList();
  }
}
