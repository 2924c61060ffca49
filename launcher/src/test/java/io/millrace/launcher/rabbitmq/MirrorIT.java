package io.millrace.launcher.rabbitmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.rabbitmq.stream.compression.Compression;
import io.millrace.connectors.rabbitmq.StreamAddress;
import io.millrace.connectors.rabbitmq.mirror.Direction;
import io.millrace.connectors.rabbitmq.mirror.FieldFilter;
import io.millrace.connectors.rabbitmq.mirror.Mirror;
import io.millrace.connectors.rabbitmq.mirror.MirrorConfig;
import io.millrace.connectors.rabbitmq.mirror.MirrorState.Phase;
import io.millrace.connectors.rabbitmq.mirror.Packing;
import io.millrace.connectors.rabbitmq.mirror.StreamName;
import io.millrace.topology.serde.MessageHeaders;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mirrors in both directions, on one Kafka and one RabbitMQ. */
class MirrorIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir
  static Path folder;

  private static Sides sides;

  @BeforeAll
  static void start() throws Exception {
    sides = Sides.start(folder);
    sides.ensure(Sides.TOPICS.positions());
  }

  @AfterAll
  static void stop() {
    sides.close();
  }

  @Test
  void recordsComeBackAsTheyWere_fromATopicOverASuperStreamToATopic() throws Exception {
    sides.topic("there", 2);
    sides.topic("back", 2);
    sides.superStream("over", 2);
    var producer = sides.producer();
    for (int i = 0; i < 2; i++) {
      var record = new ProducerRecord<>(
          "there", i, 1_700_000_000_000L + i, bytes("key" + i), bytes("value" + i));
      record
          .headers()
          .add("text", bytes("ü"))
          .add("bytes", new byte[] {-1, 0, 1})
          .add("twice", bytes("a"))
          .add("none", null)
          .add("content-type", bytes("text/plain"))
          .add("twice", bytes("b"))
          .add("kafka:key", bytes("mine"));
      producer.send(record).get();
    }
    producer.send(new ProducerRecord<>("there", 1, bytes("key1"), null)).get();
    producer.send(new ProducerRecord<>("there", 1, null, new byte[0])).get();
    var back = sides.log("back");
    try (var there =
            mirror(Direction.TO_STREAM, "there", new StreamName("over", true)).start();
        var home =
            mirror(Direction.TO_TOPIC, "back", new StreamName("over", true)).start()) {
      await().atMost(PATIENCE).until(() -> back.read().size() == 4);
      assertThat(there.state().mirrored()).isEqualTo(4);
      await().atMost(PATIENCE).until(() -> home.state().mirrored() == 4);
    }
    var originals = sides.log("there");
    await().atMost(PATIENCE).until(() -> originals.size() == 4);
    for (var original : originals.read()) {
      assertThat(back.read())
          .filteredOn(one -> one.partition() == original.partition() && one.offset() <= 5)
          .anySatisfy(copy -> assertSame(copy, original));
    }
    var trail = MessageHeaders.text(back.read().get(0).headers(), "mirrored-from");
    assertThat(trail).matches("kafka:[^/]+/there,rabbitmq://over");
  }

  private static void assertSame(
      ConsumerRecord<byte[], byte[]> copy, ConsumerRecord<byte[], byte[]> original) {
    assertThat(copy.key()).isEqualTo(original.key());
    assertThat(copy.value()).isEqualTo(original.value());
    assertThat(copy.timestamp()).isEqualTo(original.timestamp());
    for (var name : Set.of("text", "bytes", "twice", "none", "content-type", "kafka:key")) {
      assertThat(copy.headers().headers(name))
          .containsExactlyElementsOf(original.headers().headers(name));
    }
  }

  @Test
  void mirrorsInBothDirections_doNotSendRoundAndRound() throws Exception {
    sides.topic("round", 1);
    var environment = sides.environment();
    environment.streamCreator().stream("round").create();
    var stream = new StreamLog(environment, "round");
    var topic = sides.log("round");
    try (var out =
            mirror(Direction.TO_STREAM, "round", new StreamName("round", false)).start();
        var in =
            mirror(Direction.TO_TOPIC, "round", new StreamName("round", false)).start()) {
      sides.producer().send(new ProducerRecord<>("round", bytes("of Kafka"))).get();
      var producer = environment.producerBuilder().stream("round").build();
      var message = producer
          .messageBuilder()
          .properties()
          .contentType("text/plain")
          .messageId(7)
          .messageBuilder()
          .addData(bytes("of RabbitMQ"))
          .build();
      producer.send(message, status -> {});
      await()
          .atMost(PATIENCE)
          .until(() -> out.state().skipped() == 1 && in.state().skipped() == 1);
      await().atMost(PATIENCE).until(() -> topic.read().size() == 2 && stream.size() == 2);
    }
    assertThat(stream.bodies()).containsExactlyInAnyOrder("of Kafka", "of RabbitMQ");
    assertThat(topic.values(0)).containsExactlyInAnyOrder("of Kafka", "of RabbitMQ");
    var foreign = topic.read().stream()
        .filter(one -> one.headers().lastHeader("amqp-message-id") != null)
        .toList();
    assertThat(foreign).singleElement().satisfies(one -> {
      assertThat(MessageHeaders.text(one.headers(), "content-type")).isEqualTo("text/plain");
      assertThat(MessageHeaders.text(one.headers(), "amqp-message-id")).isEqualTo("7");
    });
  }

  @Test
  void mirrorToATopic_withNothingUnderWay_endsAtOnce() throws Exception {
    sides.topic("ending", 1);
    streamOfOne("ending");
    var mirror =
        mirror(Direction.TO_TOPIC, "ending", new StreamName("ending", false)).start();
    await().atMost(PATIENCE).until(() -> mirror.state().mirrored() == 1);

    // Less than the time that its clients of Kafka are given to end what is open.
    assertTimeout(Duration.ofSeconds(4), mirror::close);

    assertThat(mirror.state().phase()).isEqualTo(Phase.STOPPED);
  }

  @Test
  void topicWithoutALimit_isMirroredTo() throws Exception {
    sides.topic("unlimited", 1, Integer.MAX_VALUE);
    streamOfOne("unlimited");
    try (var mirror = mirror(Direction.TO_TOPIC, "unlimited", new StreamName("unlimited", false))
        .start()) {
      await().atMost(PATIENCE).until(() -> mirror.state().mirrored() == 1);
    }
  }

  private static void streamOfOne(String name) throws Exception {
    var environment = sides.environment();
    environment.streamCreator().stream(name).create();
    try (var producer = environment.producerBuilder().stream(name).build()) {
      var confirmed = new CompletableFuture<Boolean>();
      var message = producer.messageBuilder().addData(bytes("one")).build();
      producer.send(message, status -> confirmed.complete(status.isConfirmed()));
      assertThat(confirmed.get(1, TimeUnit.MINUTES)).isTrue();
    }
  }

  @Test
  void whatDoesNotFit_isADeadLetter_andWhatFollowsGoesOn() throws Exception {
    sides.topic("large", 1);
    var environment = sides.environment();
    environment.streamCreator().stream("large").create();
    var stream = new StreamLog(environment, "large");
    var dead = sides.log(Sides.TOPICS.deadLetters().name());
    var producer = sides.producer();
    producer.send(new ProducerRecord<>("large", bytes("a"))).get();
    producer.send(new ProducerRecord<>("large", new byte[2 << 20])).get();
    producer.send(new ProducerRecord<>("large", bytes("b"))).get();
    try (var mirror =
        mirror(Direction.TO_STREAM, "large", new StreamName("large", false)).start()) {
      await().atMost(PATIENCE).until(() -> stream.size() == 2);
      assertThat(mirror.state().refused()).isEqualTo(1);
    }
    assertThat(stream.bodies()).containsExactly("a", "b");
    await().atMost(PATIENCE).until(() -> !dead.read().isEmpty());
    assertThat(dead.read()).singleElement().satisfies(letter -> {
      assertThat(letter.value()).hasSize(2 << 20);
      assertThat(MessageHeaders.text(letter.headers(), MessageHeaders.DEAD_REASON))
          .contains("do not fit");
      assertThat(MessageHeaders.text(letter.headers(), MessageHeaders.DEAD_TOPIC))
          .isEqualTo("large");
    });
  }

  @Test
  void compressedEntries_areReadBack_andNotDoubledByARestart() throws Exception {
    sides.topic("packed", 1);
    var environment = sides.environment();
    environment.streamCreator().stream("packed").create();
    var stream = new StreamLog(environment, "packed");
    var producer = sides.producer();
    var packing = new Packing(50, Compression.ZSTD);
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 500; i++) {
        producer.send(new ProducerRecord<>("packed", bytes(String.valueOf(round * 500 + i))));
      }
      producer.flush();
      int wanted = (round + 1) * 500;
      var config = config(Direction.TO_STREAM, "packed", new StreamName("packed", false));
      try (var mirror = new Mirror(config.withPacking(packing)).start()) {
        await().atMost(PATIENCE).until(() -> stream.size() >= wanted);
        assertThat(mirror.state().trouble()).isNull();
      }
    }
    assertThat(stream.bodies())
        .isEqualTo(IntStream.range(0, 1000).mapToObj(String::valueOf).toList());
  }

  @Test
  void rabbitThatRestartsUnderLoad_losesAndDoublesNothing_inEitherDirection() throws Exception {
    sides.topic("load", 2);
    sides.topic("load-back", 2);
    sides.superStream("load", 2);
    var back = sides.log("load-back");
    var producer = sides.producer();
    var stop = new AtomicBoolean();
    var flood = CompletableFuture.supplyAsync(() -> {
      int number = 0;
      while (!stop.get()) {
        for (int i = 0; i < 50; i++, number++) {
          producer.send(
              new ProducerRecord<>("load", number % 2, null, bytes(String.valueOf(number / 2))));
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
      return number;
    });
    try (var out =
            mirror(Direction.TO_STREAM, "load", new StreamName("load", true)).start();
        var in = mirror(Direction.TO_TOPIC, "load-back", new StreamName("load", true))
            .start()) {
      await().atMost(PATIENCE).until(() -> back.size() > 1000);
      sides.rabbit.stop();
      for (var one : List.of(out, in)) {
        await().atMost(PATIENCE).until(() -> one.state().phase() == Phase.WAITING);
        assertThat(one.toString()).contains("WAITING").doesNotContain(":rabbitmq@");
      }
      sides.rabbit.start();
      int before = back.size();
      await().atMost(PATIENCE).until(() -> back.size() > before + 1000);
      stop.set(true);
      int sent = flood.join();
      await().atMost(PATIENCE).until(() -> back.size() >= sent);
      assertThat(out.state().reconnects()).isPositive();
      for (int i = 0; i < 2; i++) {
        int partition = i;
        assertThat(back.values(i))
            .isEqualTo(IntStream.range(0, sent)
                .filter(n -> n % 2 == partition)
                .mapToObj(n -> String.valueOf(n / 2))
                .toList());
      }
    }
  }

  @Test
  void wrongConfigurations_stopWithAReason() throws Exception {
    sides.topic("wrong", 1);
    var stream = new StreamName("wrong", false);
    sides.environment().streamCreator().stream("wrong").create();
    var filtered =
        config(Direction.TO_STREAM, "wrong", stream).withFilter(new FieldFilter(null, Set.of()));
    assertThat(trouble(filtered)).contains("RabbitMQ 3.13");
    var made =
        config(Direction.TO_STREAM, "wrong", new StreamName("made", true)).creating(true);
    assertThat(trouble(made)).contains("rabbitmq-streams add_super_stream made --partitions 1");
    var address = StreamAddress.parse(sides.rabbit.stream().replace(":rabbitmq@", ":secret@"));
    var stranger = MirrorConfig.of(
        "stranger",
        sides.kafka.bootstrap(),
        Sides.TOPICS,
        address,
        Direction.TO_STREAM,
        "wrong",
        stream);
    assertThat(trouble(stranger)).doesNotContain("secret").isNotBlank();
    try (var mirror =
        mirror(Direction.TO_TOPIC, "wrong", new StreamName("nowhere", false)).start()) {
      await().atMost(PATIENCE).until(() -> mirror.state().phase() == Phase.WAITING);
      assertThat(mirror.state().trouble()).contains("stream:nowhere is not there");
    }
  }

  private static String trouble(MirrorConfig config) {
    try (var mirror = new Mirror(config).start()) {
      await().atMost(PATIENCE).until(() -> mirror.state().phase() == Phase.STOPPED);
      return String.valueOf(mirror.state().trouble());
    }
  }

  private static Mirror mirror(Direction direction, String topic, StreamName stream) {
    return new Mirror(config(direction, topic, stream));
  }

  private static MirrorConfig config(Direction direction, String topic, StreamName stream) {
    var name = "%s-%s-%s".formatted(direction, topic, stream.name());
    return MirrorConfig.of(
        name, sides.kafka.bootstrap(), Sides.TOPICS, sides.address(), direction, topic, stream);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
