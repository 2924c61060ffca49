package io.millrace.launcher.kafka;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.launcher.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker command as people and supervisors meet it: a process that gets signals. */
class BrokerProcessIT {
  private static final Pattern READY = Pattern.compile("ready (\\S+:\\d+)");

  @TempDir
  private Path temp;

  @Test
  void killedBroker_restartsWithEveryAckedRecord() throws Exception {
    var values = IntStream.range(0, 200).mapToObj(Integer::toString).toList();
    try (var broker = broker("first")) {
      var client = new LogClient(ready(broker));
      client.createTopic();
      client.write(values);
      broker.kill();
    }
    try (var broker = broker("second")) {
      assertThat(new LogClient(ready(broker)).readAll()).isEqualTo(values);
    }
  }

  @Test
  void secondProcess_isRefusedWithThePidOfTheFirst() throws Exception {
    try (var first = broker("first")) {
      var client = new LogClient(ready(first));
      try (var second = broker("second")) {
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.output())
            .contains("is in use by process " + first.pid())
            .doesNotContain("\tat ");
      }
      assertThat(client.topics()).isEmpty(); // the first one still serves
    }
  }

  @Test
  void terminatedBroker_endsCleanly() throws Exception {
    try (var broker = broker("only")) {
      ready(broker);
      assertThat(broker.terminate()).isEqualTo(128 + 15);
      assertThat(broker.output().lines()).hasSize(1);
    }
    assertThat(temp.resolve("data/millrace.lock")).isEmptyFile();
    assertThat(temp.resolve("data/kafka/.kafka_cleanshutdown")).exists();
  }

  private ChildJvm broker(String name) throws IOException {
    var data = temp.resolve("data").toString();
    return ChildJvm.millrace(
        temp.resolve(name + ".out"), "broker", "--data-dir", data, "--kafka-port", "0");
  }

  private static String ready(ChildJvm broker) {
    return await().atMost(60, SECONDS).until(() -> address(broker), address -> !address.isEmpty());
  }

  private static String address(ChildJvm broker) throws IOException {
    assertThat(broker.isAlive()).as(broker.output()).isTrue();
    var line = READY.matcher(broker.output());
    return line.find() ? line.group(1) : "";
  }
}
