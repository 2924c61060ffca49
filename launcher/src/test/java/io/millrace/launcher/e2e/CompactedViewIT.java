package io.millrace.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.topology.Topic;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import io.millrace.topology.registry.CompactedView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A view of a topic on a real log, by what is in it once it has caught up. */
class CompactedViewIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Topics TOPICS = new Topics(TopicsConfig.DEFAULTS);
  private static final Topic<String, String> WORDS = new Topic<>(
      TOPICS.models().name(), Serdes.String(), Serdes.String(), TOPICS.models().settings());

  @TempDir
  Path folder;

  private TestBroker broker;
  private CompactedView<String> view;

  @BeforeEach
  void open() throws Exception {
    broker = TestBroker.start(folder, TOPICS);
    view = new CompactedView<>(WORDS, broker.bootstrap());
  }

  @AfterEach
  void close() {
    view.close();
    broker.close();
  }

  @Test
  void caughtUp_holdsWhatWasWrittenBefore() throws Exception {
    try (var producer = producer(Map.of())) {
      producer
          .send(new ProducerRecord<>(WORDS.name(), "word", "before the start"))
          .get();
      view.start();
      assertThat(view.catchUp(PATIENCE)).isTrue();
      assertThat(view.get("word")).isEqualTo("before the start");

      for (int i = 0; i < 50; i++) {
        producer.send(new ProducerRecord<>(WORDS.name(), "word", "value " + i)).get();
        assertThat(view.catchUp(PATIENCE)).isTrue();
        assertThat(view.get("word")).isEqualTo("value " + i);
      }
    }
  }

  @Test
  void caughtUp_whileATransactionIsOpen_holdsWhatIsCommitted() {
    try (var producer = producer(Map.of("transactional.id", "writer"))) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(WORDS.name(), "word", "committed"));
      producer.commitTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(WORDS.name(), "word", "not committed"));
      producer.flush();
      view.start();
      // A transaction's end reaches the topic a moment after the producer is told of it.
      await().atMost(PATIENCE).until(() -> view.get("word") != null);
      assertThat(view.catchUp(PATIENCE)).isTrue();
      assertThat(view.get("word")).isEqualTo("committed");

      producer.commitTransaction();
      await().atMost(PATIENCE).until(() -> "not committed".equals(view.get("word")));
    }
  }

  @Test
  void withoutABroker_doesNotCatchUp_andKeepsWhatItKnows() throws Exception {
    try (var producer = producer(Map.of())) {
      producer.send(new ProducerRecord<>(WORDS.name(), "word", "known")).get();
    }
    view.start();
    assertThat(view.catchUp(PATIENCE)).isTrue();
    broker.kafka().close();

    assertThat(view.catchUp(Duration.ofMillis(300))).isFalse();
    assertThat(view.get("word")).isEqualTo("known");
  }

  @Test
  void closed_doesNotCatchUp() {
    view.start();
    assertThat(view.catchUp(PATIENCE)).isTrue();
    view.close();
    assertThat(view.catchUp(Duration.ofMillis(300))).isFalse();
  }

  private KafkaProducer<String, String> producer(Map<String, Object> more) {
    var config = new HashMap<>(more);
    config.put("bootstrap.servers", broker.bootstrap());
    return new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
  }
}
