package io.millrace.connectors.projection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.connectors.projection.ProjectionState.Phase;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import io.millrace.topology.serde.MessageHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class ProjectionTest {
  private static final Topics TOPICS = new Topics(TopicsConfig.DEFAULTS);
  private static final String TOPIC = "t";
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final MockProducer<byte[], byte[]> producer = producer();
  private final ScriptedTarget target = new ScriptedTarget();
  private Projection projection;

  /** Does with each batch what the test says, one answer a batch. */
  private static final class ScriptedTarget implements Target {
    final LinkedBlockingQueue<Mono<List<Refusal>>> answers = new LinkedBlockingQueue<>();
    final List<List<String>> batches = new CopyOnWriteArrayList<>();
    volatile boolean closed;

    @Override
    public Mono<List<Refusal>> write(List<ConsumerRecord<byte[], byte[]>> batch) {
      return Mono.defer(() -> {
        batches.add(
            batch.stream().map(record -> new String(record.value(), UTF_8)).toList());
        return answers.remove();
      });
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static MockProducer<byte[], byte[]> producer() {
    return new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @BeforeEach
  void start() {
    consumer.schedulePollTask(() -> {
      consumer.rebalance(List.of(PARTITION));
      consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    });
    var config = new ProjectionConfig(
        "test",
        "nowhere:1",
        TOPICS,
        Set.of(TOPIC),
        null,
        10,
        Duration.ofMillis(1),
        Duration.ofMillis(4));
    projection = new Projection(config, target, new ProjectionClients() {
      @Override
      public Consumer<byte[], byte[]> consumer() {
        return consumer;
      }

      @Override
      public Producer<byte[], byte[]> producer() {
        return producer;
      }
    });
  }

  @AfterEach
  void stop() {
    projection.close();
    assertThat(target.closed).isTrue();
    assertThat(projection.state().phase()).isIn(Phase.STOPPED, Phase.NEW);
  }

  @Test
  void place_movesOnlyOnceTheWriteIsAcknowledged() {
    var write = Sinks.<List<Target.Refusal>>one();
    target.answers.add(write.asMono());
    arrive("a", "b");
    projection.start();
    await().atMost(60, SECONDS).until(() -> !target.batches.isEmpty());
    assertThat(committed()).isNull();
    write.tryEmitValue(List.of()).orThrow();
    await().atMost(60, SECONDS).until(() -> Long.valueOf(2).equals(committed()));
    await().atMost(60, SECONDS).until(() -> projection.state().written() == 2);
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void awayTarget_isTriedAgainWithTheSameBatch_andSaid_thenTheNextFollows() {
    var third = Sinks.<List<Target.Refusal>>one();
    target.answers.add(Mono.error(new IllegalStateException("the store is away")));
    target.answers.add(Mono.error(new IllegalStateException("the store is away")));
    target.answers.add(third.asMono());
    arrive("a", "b");
    projection.start();
    await().atMost(60, SECONDS).until(() -> target.batches.size() == 3);
    assertThat(projection.state().phase()).isEqualTo(Phase.WAITING);
    assertThat(projection.state().trouble()).isEqualTo("the store is away");
    assertThat(projection.state().retries()).isEqualTo(2);
    assertThat(committed()).isNull();
    consumer.schedulePollTask(() -> arriveNow(2, "c"));
    target.answers.add(Mono.just(List.of()));
    third.tryEmitValue(List.of()).orThrow();
    await().atMost(60, SECONDS).until(() -> Long.valueOf(3).equals(committed()));
    assertThat(target.batches)
        .containsExactly(List.of("a", "b"), List.of("a", "b"), List.of("a", "b"), List.of("c"));
    await().atMost(60, SECONDS).until(() -> projection.state().phase() == Phase.RUNNING);
    assertThat(projection.state().trouble()).isNull();
  }

  @Test
  void refusedRecord_isADeadLetter_beforeThePlaceMoves() {
    var refused = new ConsumerRecord<>(TOPIC, 0, 1, bytes("k"), bytes("b"));
    target.answers.add(Mono.just(List.of(new Target.Refusal(refused, "too odd"))));
    arrive("a", "b");
    projection.start();
    await().atMost(60, SECONDS).until(() -> Long.valueOf(2).equals(committed()));
    assertThat(producer.history()).singleElement().satisfies(letter -> {
      assertThat(letter.topic()).isEqualTo(TOPICS.deadLetters().name());
      assertThat(letter.value()).isEqualTo(bytes("b"));
      assertThat(MessageHeaders.text(letter.headers(), MessageHeaders.DEAD_REASON))
          .isEqualTo("too odd");
      assertThat(MessageHeaders.text(letter.headers(), MessageHeaders.DEAD_OFFSET))
          .isEqualTo("1");
      assertThat(MessageHeaders.text(letter.headers(), MessageHeaders.DEAD_STAGE))
          .isEqualTo("test");
    });
    assertThat(projection.state().refused()).isEqualTo(1);
    assertThat(projection.state().written()).isEqualTo(1);
  }

  @Test
  void deadLettersThatCannotBeWritten_keepThePlace() {
    producer.sendException = new org.apache.kafka.common.errors.TimeoutException("no broker");
    var refused = new ConsumerRecord<>(TOPIC, 0, 0, bytes("k"), bytes("a"));
    for (int i = 0; i < 1000; i++) {
      target.answers.add(Mono.just(List.of(new Target.Refusal(refused, "too odd"))));
    }
    arrive("a");
    projection.start();
    await().atMost(60, SECONDS).until(() -> target.batches.size() >= 3);
    assertThat(committed()).isNull();
    assertThat(projection.state().phase()).isEqualTo(Phase.WAITING);
  }

  @Test
  void partitionThatMoves_takesItsRecordsAlong() {
    target.answers.add(Mono.error(new IllegalStateException("away")));
    for (int i = 0; i < 1000; i++) {
      target.answers.add(Mono.error(new IllegalStateException("away")));
    }
    arrive("a");
    projection.start();
    await().atMost(60, SECONDS).until(() -> target.batches.size() >= 2);
    consumer.schedulePollTask(() -> consumer.rebalance(List.of()));
    await().atMost(60, SECONDS).until(() -> projection.state().phase() == Phase.RUNNING);
    assertThat(committed()).isNull();
  }

  private void arrive(String... values) {
    consumer.schedulePollTask(() -> arriveNow(0, values));
  }

  private void arriveNow(long first, String... values) {
    long offset = first;
    for (var value : values) {
      consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, offset++, bytes("k"), bytes(value)));
    }
  }

  private @Nullable Long committed() {
    var place = consumer.committed(Set.of(PARTITION)).get(PARTITION);
    return place == null ? null : place.offset();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
