package io.millrace.launcher.rabbitmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.stream.Environment;
import com.rabbitmq.stream.Message;
import com.rabbitmq.stream.MessageBuilder;
import com.rabbitmq.stream.codec.InternalCodec;
import com.rabbitmq.stream.codec.SimpleCodec;
import io.millrace.connectors.rabbitmq.mirror.Direction;
import io.millrace.connectors.rabbitmq.mirror.Mirror;
import io.millrace.connectors.rabbitmq.mirror.MirrorConfig;
import io.millrace.connectors.rabbitmq.mirror.StreamName;
import io.millrace.topology.serde.MessageHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams that hold what others do not expect of them, or are not what they were, mirrored to topics. */
class MirrorTroubleIT {
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
  void bytesThatAreNoMessage_areDeadLetters_andTheRestOfTheirBlockArrives() throws Exception {
    sides.topic("raw", 1);
    var environment = sides.environment(new SimpleCodec());
    environment.streamCreator().stream("raw").create();
    var bodies = List.of(
        encoded("a"),
        bytes("{\"no\": \"message\"}"),
        // These look like values of AMQP.
        bytes("AB"),
        new byte[] {0, 0x53},
        encoded("b"),
        encoded("c"));
    send(
        environment,
        "raw",
        bodies.stream(),
        builder -> body -> builder.addData(body).build());
    var back = sides.log("raw");
    try (var mirror = mirror("raw")) {
      await().atMost(PATIENCE).until(() -> mirror.state().mirrored() == 3);
      await().atMost(PATIENCE).until(() -> back.size() == 3);
      assertThat(mirror.state().refused()).isEqualTo(3);
    }
    assertThat(back.values(0)).containsExactly("a", "b", "c");
    var dead = letters("raw", 3);
    for (int i = 0; i < 3; i++) {
      assertThat(dead.get(i).value()).isEqualTo(bodies.get(i + 1));
      assertThat(MessageHeaders.text(dead.get(i).headers(), MessageHeaders.DEAD_REASON))
          .contains("no message of AMQP 1.0");
      assertThat(MessageHeaders.text(dead.get(i).headers(), MessageHeaders.DEAD_OFFSET))
          .isEqualTo(String.valueOf(i + 1));
    }
  }

  @Test
  void streamThatIsMadeAnew_isMirroredFromItsBeginning() throws Exception {
    sides.topic("anew", 1);
    var environment = sides.environment();
    environment.streamCreator().stream("anew").create();
    sendTexts(environment, "anew", IntStream.range(0, 20));
    var back = sides.log("anew");
    try (var mirror = mirror("anew")) {
      await().atMost(PATIENCE).until(() -> mirror.state().mirrored() == 20);
    }
    // The same stream, with nothing new and then with something.
    try (var mirror = mirror("anew")) {
      sendTexts(environment, "anew", IntStream.range(20, 25));
      await().atMost(PATIENCE).until(() -> mirror.state().mirrored() == 5);
    }
    environment.deleteStream("anew");
    environment.streamCreator().stream("anew").create();
    sendTexts(environment, "anew", IntStream.range(25, 27));
    var sent = new AtomicInteger(27);
    try (var mirror = mirror("anew")) {
      // What came at once may also be what a broker that is behind has; what comes later cannot.
      await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).until(() -> {
        int next = sent.getAndIncrement();
        sendTexts(environment, "anew", IntStream.range(next, next + 1));
        return mirror.state().mirrored() > 2;
      });
      await().atMost(PATIENCE).until(() -> mirror.state().mirrored() == sent.get() - 25);
    }
    await().atMost(PATIENCE).until(() -> back.size() == sent.get());
    assertThat(back.values(0))
        .isEqualTo(IntStream.range(0, sent.get()).mapToObj(String::valueOf).toList());
  }

  @Test
  void timesThatKafkaRefuses_areHeaders_andNothingStops() throws Exception {
    sides.topic("times", 1);
    var environment = sides.environment();
    environment.streamCreator().stream("times").create();
    long now = System.currentTimeMillis();
    var times = List.of(now * 1000, now - 1000);
    send(
        environment,
        "times",
        times.stream(),
        builder -> time -> builder
            .properties()
            .creationTime(time)
            .messageBuilder()
            .addData(bytes("x"))
            .build());
    var back = sides.log("times");
    try (var mirror = mirror("times")) {
      await().atMost(PATIENCE).until(() -> back.size() == 2);
      assertThat(mirror.state().reconnects()).isZero();
    }
    var far = back.read().get(0);
    assertThat(far.timestamp()).isBetween(now - 60_000, System.currentTimeMillis() + 60_000);
    assertThat(MessageHeaders.text(far.headers(), "amqp-creation-time"))
        .isEqualTo(String.valueOf(now * 1000));
    assertThat(back.read().get(1).timestamp()).isEqualTo(now - 1000);
    assertThat(back.read().get(1).headers().lastHeader("amqp-creation-time")).isNull();
  }

  @Test
  void messageWithoutAKey_isADeadLetter_whereTheTopicIsCompacted() throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", sides.kafka.bootstrap()))) {
      var compacted = new NewTopic("compacted", Optional.of(1), Optional.empty())
          .configs(Map.of("cleanup.policy", "compact"));
      admin.createTopics(List.of(compacted)).all().get();
    }
    var environment = sides.environment();
    environment.streamCreator().stream("compacted").create();
    sendTexts(environment, "compacted", IntStream.range(0, 1));
    send(
        environment,
        "compacted",
        Stream.of("k"),
        builder -> key -> builder
            .applicationProperties()
            .entry("kafka:key", key)
            .messageBuilder()
            .addData(bytes("kept"))
            .build());
    var back = sides.log("compacted");
    try (var mirror = mirror("compacted")) {
      await().atMost(PATIENCE).until(() -> back.size() == 1);
      assertThat(mirror.state().reconnects()).isZero();
    }
    assertThat(back.values(0)).containsExactly("kept");
    assertThat(letters("compacted", 1)).singleElement().satisfies(letter -> {
      assertThat(letter.value()).isEqualTo(bytes("0"));
      assertThat(MessageHeaders.text(letter.headers(), MessageHeaders.DEAD_REASON))
          .contains("has no key");
    });
  }

  private static void sendTexts(Environment environment, String stream, IntStream numbers) {
    send(
        environment,
        stream,
        numbers.boxed(),
        builder -> number -> builder.addData(bytes(String.valueOf(number))).build());
  }

  /** Sends them as one, and waits until they are there. */
  private static <T> void send(
      Environment environment,
      String stream,
      Stream<T> all,
      Function<MessageBuilder, Function<T, Message>> making) {
    var confirmed = new AtomicInteger();
    try (var producer = environment.producerBuilder().stream(stream).build()) {
      var messages =
          all.map(one -> making.apply(producer.messageBuilder()).apply(one)).toList();
      messages.forEach(message -> producer.send(message, status -> {
        if (status.isConfirmed()) {
          confirmed.incrementAndGet();
        }
      }));
      await().atMost(PATIENCE).until(() -> confirmed.get() == messages.size());
    }
  }

  /** The dead letters of a stream, once there are so many. */
  private static List<ConsumerRecord<byte[], byte[]>> letters(String stream, int count) {
    var found = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    var dead = sides.log(Sides.TOPICS.deadLetters().name());
    await().atMost(PATIENCE).until(() -> {
      found.clear();
      for (var letter : dead.read()) {
        var from = MessageHeaders.text(letter.headers(), MessageHeaders.DEAD_TOPIC);
        if (("stream:" + stream).equals(from)) {
          found.add(letter);
        }
      }
      return found.size() >= count;
    });
    return found;
  }

  private static Mirror mirror(String name) {
    return new Mirror(MirrorConfig.of(
            name,
            sides.kafka.bootstrap(),
            Sides.TOPICS,
            sides.address(),
            Direction.TO_TOPIC,
            name,
            new StreamName(name, false)))
        .start();
  }

  private static byte[] encoded(String text) throws IOException {
    var codec = new InternalCodec();
    var bytes = new ByteArrayOutputStream();
    codec.encode(codec.messageBuilder().addData(bytes(text)).build()).writeTo(bytes);
    // The length stands in front.
    return Arrays.copyOfRange(bytes.toByteArray(), Integer.BYTES, bytes.size());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
