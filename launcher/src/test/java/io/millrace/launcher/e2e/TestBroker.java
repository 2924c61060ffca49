package io.millrace.launcher.e2e;

import static org.awaitility.Awaitility.await;

import io.millrace.launcher.kafka.DataDirectory;
import io.millrace.launcher.kafka.EmbeddedKafka;
import io.millrace.launcher.kafka.EmbeddedKafkaConfig;
import io.millrace.launcher.kafka.Listen;
import io.millrace.topology.Topic;
import io.millrace.topology.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** A broker in this JVM with all topics on it, and no stage. */
public record TestBroker(DataDirectory data, EmbeddedKafka kafka) implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Starts it in the folder, with the topics on it. */
  public static TestBroker start(Path folder, Topics topics) throws Exception {
    var data = DataDirectory.open(folder.resolve("broker"));
    var kafka = new EmbeddedKafka(EmbeddedKafkaConfig.of(data, Listen.local(0))).start();
    try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
      List<NewTopic> wanted = topics.all().stream().map(TestBroker::definition).toList();
      admin.createTopics(wanted).all().get();
      // A producer that writes before the broker leads what it has just made may lose its count.
      var places = new HashMap<TopicPartition, OffsetSpec>();
      for (var topic : wanted) {
        for (int partition = 0; partition < topic.numPartitions(); partition++) {
          places.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
        }
      }
      // It may not know of them yet either, which the client does not wait for.
      await()
          .atMost(PATIENCE)
          .ignoreExceptionsMatching(e -> e.getCause() instanceof UnknownTopicOrPartitionException)
          .until(() -> admin.listOffsets(places).all().get().size() == places.size());
    }
    return new TestBroker(data, kafka);
  }

  private static NewTopic definition(Topic<?, ?> topic) {
    return new NewTopic(topic.name(), Optional.of(topic.settings().partitions()), Optional.empty())
        .configs(topic.settings().config());
  }

  /** {@code host:port}. */
  public String bootstrap() {
    return kafka.bootstrap();
  }

  @Override
  public void close() {
    kafka.close();
    data.close();
  }
}
