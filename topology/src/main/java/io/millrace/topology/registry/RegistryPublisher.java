package io.millrace.topology.registry;

import io.millrace.model.RegistryCommand;
import io.millrace.model.RegistryEntry;
import io.millrace.topology.Topic;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Sends commands to a registry that {@link RegistryFold} keeps, and hears what became of them. */
public final class RegistryPublisher<V> implements AutoCloseable {
  private final Topic<String, RegistryCommand> commands;
  private final Producer<String, RegistryCommand> producer;
  private final Map<String, CompletableFuture<RegistryEntry<V>>> waiting =
      new ConcurrentHashMap<>();

  /** @param view of the registry's entries; its owner starts and closes it */
  public RegistryPublisher(
      Topic<String, RegistryCommand> commands,
      String bootstrap,
      RecordView<RegistryEntry<V>> view) {
    this(commands, producer(commands, bootstrap), view);
  }

  RegistryPublisher(
      Topic<String, RegistryCommand> commands,
      Producer<String, RegistryCommand> producer,
      RecordView<RegistryEntry<V>> view) {
    this.commands = commands;
    this.producer = producer;
    view.onChange(this::seen);
  }

  private static KafkaProducer<String, RegistryCommand> producer(
      Topic<String, RegistryCommand> commands, String bootstrap) {
    Map<String, Object> config = Map.of(
        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
        ProducerConfig.LINGER_MS_CONFIG, 0,
        ProducerConfig.MAX_BLOCK_MS_CONFIG, 5000,
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5000,
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
    return new KafkaProducer<>(
        config, commands.keys().serializer(), commands.values().serializer());
  }

  /**
   * Asks for the key's value to be set; may block while the brokers are away, for some seconds.
   *
   * @param expectedEpoch refuse if the key's entry has moved on; null takes any
   * @param json the value; the registry says what is wrong in it
   * @return the key's entry once the registry has decided and the view has seen it; {@link
   *     RegistryEntry#lastCommand()} says whether the command was accepted. Fails with a {@link
   *     java.util.concurrent.TimeoutException} if no registry answers in time, and with what the log said if it did not
   *     take the command.
   */
  public CompletableFuture<RegistryEntry<V>> set(
      String key, @Nullable Long expectedEpoch, String json, Duration timeout) {
    return send(key, expectedEpoch, json, timeout);
  }

  /** As {@link #set}, for the key's value to be taken back. */
  public CompletableFuture<RegistryEntry<V>> takeBack(
      String key, @Nullable Long expectedEpoch, Duration timeout) {
    return send(key, expectedEpoch, null, timeout);
  }

  private CompletableFuture<RegistryEntry<V>> send(
      String key, @Nullable Long expectedEpoch, @Nullable String json, Duration timeout) {
    var id = UUID.randomUUID().toString();
    var answer = new CompletableFuture<RegistryEntry<V>>();
    waiting.put(id, answer);
    try {
      var command = new RegistryCommand(id, key, expectedEpoch, json);
      producer.send(new ProducerRecord<>(commands.name(), key, command), (metadata, failure) -> {
        if (failure != null) {
          answer.completeExceptionally(failure);
        }
      });
    } catch (RuntimeException e) {
      // Whatever the client or the command's form brings up, its sender hears it where the outcome
      // would come.
      answer.completeExceptionally(e);
    }
    return answer
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((entry, failure) -> waiting.remove(id));
  }

  private void seen(RegistryEntry<V> entry) {
    var answer = waiting.get(entry.lastCommand().commandId());
    if (answer != null) {
      answer.complete(entry);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(2));
  }
}
