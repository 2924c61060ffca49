package io.millrace.topology.registry;

import io.millrace.model.ModelCommand;
import io.millrace.model.ModelName;
import io.millrace.model.ModelRecord;
import io.millrace.model.ModelWishes;
import io.millrace.topology.Topic;
import io.millrace.topology.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Asks the registry to make versions known, and hears what became of it. */
public final class ModelPublisher implements AutoCloseable {
  private final Topic<String, ModelCommand> commands;
  private final KafkaProducer<String, ModelCommand> producer;
  private final Map<String, CompletableFuture<ModelRecord>> waiting = new ConcurrentHashMap<>();

  public ModelPublisher(Topics topics, String bootstrap, ModelCatalog catalog) {
    this.commands = topics.modelCommands();
    Map<String, Object> config = Map.of(
        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
        ProducerConfig.LINGER_MS_CONFIG, 0,
        ProducerConfig.MAX_BLOCK_MS_CONFIG, 5000,
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5000,
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
    this.producer = new KafkaProducer<>(
        config, commands.keys().serializer(), commands.values().serializer());
    catalog.onChange(this::seen);
  }

  /**
   * Asks for the version to be registered.
   *
   * @return the model's record once the registry has decided and the catalog has seen it; {@link
   *     ModelRecord#lastCommand()} says whether it was accepted. Fails with a {@link
   *     java.util.concurrent.TimeoutException} if no registry stage answers in time.
   */
  public CompletableFuture<ModelRecord> publish(
      ModelName model, ModelRecord.Version version, Duration timeout) {
    return publish(model, version, ModelWishes.NONE, timeout);
  }

  /**
   * As {@link #publish(ModelName, ModelRecord.Version, Duration)}, with what the model declares.
   */
  public CompletableFuture<ModelRecord> publish(
      ModelName model, ModelRecord.Version version, ModelWishes wishes, Duration timeout) {
    var id = UUID.randomUUID().toString();
    var answer = new CompletableFuture<ModelRecord>();
    waiting.put(id, answer);
    var command = new ModelCommand(
        id, model, null, version, wishes.feedback(), wishes.drift(), wishes.inputs());
    producer.send(
        new ProducerRecord<>(commands.name(), model.value(), command), (metadata, failure) -> {
          if (failure != null) {
            answer.completeExceptionally(failure);
          }
        });
    return answer
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((record, failure) -> waiting.remove(id));
  }

  private void seen(ModelRecord record) {
    var answer = waiting.get(record.lastCommand().commandId());
    if (answer != null) {
      answer.complete(record);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(2));
  }
}
