package io.millrace.launcher.rabbitmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.stream.Environment;
import io.millrace.launcher.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mirror's process is killed again and again while records keep coming. */
class MirrorKillIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int PARTITIONS = 2;
  private static final int BURST = 100;
  private static final int BETWEEN_KILLS = 2000;

  @TempDir
  Path folder;

  private final AtomicBoolean stop = new AtomicBoolean();

  @Test
  void topicToStream_losesAndDoublesNothing_inOrder() throws Exception {
    toStream(2);
  }

  @Test
  void streamToTopic_losesAndDoublesNothing_inOrder() throws Exception {
    toTopic(2);
  }

  @Test
  @Tag("soak")
  void topicToStream_losesAndDoublesNothing_overTwentyKills() throws Exception {
    toStream(20);
  }

  @Test
  @Tag("soak")
  void streamToTopic_losesAndDoublesNothing_overTwentyKills() throws Exception {
    toTopic(20);
  }

  private void toStream(int kills) throws Exception {
    try (var sides = Sides.start(folder)) {
      sides.topic("killed", PARTITIONS);
      sides.superStream("killed", PARTITIONS);
      var environment = sides.environment();
      var logs = IntStream.range(0, PARTITIONS)
          .mapToObj(i -> new StreamLog(environment, "killed-" + i))
          .toList();
      var producer = sides.producer();
      var flood = flood(number -> producer.send(
          new ProducerRecord<>("killed", number % PARTITIONS, null, bytes(number / PARTITIONS))));
      IntSupplier arrived = () -> logs.stream().mapToInt(StreamLog::size).sum();
      kill(kills, sides, arrived, "topic:killed", "super-stream:killed");
      try (var last = mirror(kills, sides, "topic:killed", "super-stream:killed")) {
        int sent = end(flood, arrived, last);
        for (int i = 0; i < PARTITIONS; i++) {
          assertThat(logs.get(i).bodies()).isEqualTo(expected(sent, i));
        }
      }
    }
  }

  private void toTopic(int kills) throws Exception {
    try (var sides = Sides.start(folder)) {
      sides.topic("killed", PARTITIONS);
      sides.superStream("killed", PARTITIONS);
      var log = sides.log("killed");
      var flood = flood(sender(sides.environment()));
      kill(kills, sides, log::size, "super-stream:killed", "topic:killed");
      try (var last = mirror(kills, sides, "super-stream:killed", "topic:killed")) {
        int sent = end(flood, log::size, last);
        for (int i = 0; i < PARTITIONS; i++) {
          assertThat(log.values(i)).isEqualTo(expected(sent, i));
        }
      }
    }
  }

  private static IntConsumer sender(Environment environment) {
    var producers = IntStream.range(0, PARTITIONS)
        .mapToObj(i -> environment.producerBuilder().stream("killed-" + i).build())
        .toList();
    return number -> {
      var producer = producers.get(number % PARTITIONS);
      var message =
          producer.messageBuilder().addData(bytes(number / PARTITIONS)).build();
      producer.send(message, status -> {});
    };
  }

  /** Sends numbers until it is told to stop; how many there were. */
  private CompletableFuture<Integer> flood(IntConsumer send) {
    return CompletableFuture.supplyAsync(() -> {
      int number = 0;
      while (!stop.get()) {
        for (int i = 0; i < BURST; i++) {
          send.accept(number++);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
      return number;
    });
  }

  private void kill(int times, Sides sides, IntSupplier arrived, String from, String to)
      throws IOException {
    for (int i = 0; i < times; i++) {
      var process = mirror(i, sides, from, to);
      int before = arrived.getAsInt();
      awaitAlive(process, () -> arrived.getAsInt() > before + BETWEEN_KILLS);
      process.kill();
    }
  }

  private int end(CompletableFuture<Integer> flood, IntSupplier arrived, ChildJvm process)
      throws IOException {
    int before = arrived.getAsInt();
    awaitAlive(process, () -> arrived.getAsInt() > before + BETWEEN_KILLS);
    stop.set(true);
    int sent = flood.join();
    awaitAlive(process, () -> arrived.getAsInt() >= sent);
    return sent;
  }

  private static void awaitAlive(ChildJvm process, java.util.function.BooleanSupplier condition)
      throws IOException {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !process.isAlive() || condition.getAsBoolean());
    assertThat(process.isAlive()).as(process.output()).isTrue();
  }

  private ChildJvm mirror(int run, Sides sides, String from, String to) throws IOException {
    return ChildJvm.millrace(
        folder.resolve("mirror-" + run + ".log"),
        "bridge",
        "mirror",
        from,
        to,
        "--bootstrap",
        sides.kafka.bootstrap(),
        "--rabbitmq",
        sides.rabbit.stream());
  }

  private static byte[] bytes(int number) {
    return String.valueOf(number).getBytes(UTF_8);
  }

  private static List<String> expected(int sent, int partition) {
    int count = sent / PARTITIONS + (sent % PARTITIONS > partition ? 1 : 0);
    return IntStream.range(0, count).mapToObj(String::valueOf).toList();
  }
}
