package io.millrace.connectors.placement;

import io.millrace.model.node.PoolName;
import io.millrace.model.placement.command.PlacementCommand;
import io.millrace.topology.Topic;
import io.millrace.topology.Topics;
import io.millrace.topology.serde.placement.PlacementJson;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Commands to the log. */
public final class KafkaCommands implements CommandSink, AutoCloseable {
  private final Topic<String, byte[]> requests;
  private final KafkaProducer<String, byte[]> producer;

  public KafkaCommands(Topics topics, String bootstrap) {
    this.requests = topics.allocationRequests();
    this.producer = new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
            ProducerConfig.LINGER_MS_CONFIG, 0,
            ProducerConfig.MAX_BLOCK_MS_CONFIG, 5000,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5000,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000),
        requests.keys().serializer(),
        requests.values().serializer());
  }

  @Override
  public void send(PoolName pool, PlacementCommand command) {
    try {
      producer
          .send(new ProducerRecord<>(requests.name(), pool.value(), PlacementJson.bytes(command)))
          .get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "command %s is not on the log: %s".formatted(command.origin().id(), e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a command was sent", e);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(2));
  }

  @Override
  public String toString() {
    return "KafkaCommands{%s}".formatted(requests);
  }
}
