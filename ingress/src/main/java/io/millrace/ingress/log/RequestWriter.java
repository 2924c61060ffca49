package io.millrace.ingress.log;

import io.millrace.model.InferenceRequest;
import io.millrace.topology.Topic;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Writes requests to the log without ever making its caller wait. A lone request leaves at once; where many are under
 * way, each waits a few milliseconds for others to go with it, which costs it less than the log's work for a batch of
 * its own would cost them all.
 */
final class RequestWriter implements AutoCloseable {
  private static final int GATHERING_MS = 4;

  private final Topic<String, InferenceRequest> topic;
  private final KeptProducer<String, InferenceRequest> atOnce;
  private final KeptProducer<String, InferenceRequest> gathering;
  private final RecentLoad load = new RecentLoad();
  private final PartitionChoice choice = new PartitionChoice();
  private volatile int partitions;

  RequestWriter(LogConfig config) {
    this.topic = config.topics().requests();
    this.atOnce = producer(config, 0);
    this.gathering = producer(config, GATHERING_MS);
  }

  private KeptProducer<String, InferenceRequest> producer(LogConfig config, int lingerMs) {
    return new KeptProducer<>(
        config.producer(lingerMs), topic.keys().serializer(), topic.values().serializer());
  }

  /** Makes the producers know the topic, without which the first write would fail; false if they do not know it yet. */
  boolean prefetch() {
    try {
      gathering.get().partitionsFor(topic.name());
      partitions = atOnce.get().partitionsFor(topic.name()).size();
      return true;
    } catch (KafkaException | org.springframework.kafka.KafkaException e) {
      return false;
    }
  }

  /** Of the requests topic; 0 while that is not known. */
  int partitions() {
    return partitions;
  }

  /** Requests of a sequence share a partition and so keep their order; all others go where the moment's batch is. */
  ProducerRecord<String, InferenceRequest> record(
      @Nullable String sequence, InferenceRequest request) {
    return sequence == null
        ? new ProducerRecord<>(
            topic.name(), choice.of(System.nanoTime(), partitions), request.id().value(), request)
        : new ProducerRecord<>(topic.name(), sequence, request);
  }

  /**
   * Hands the record to a producer; {@code onFailure} hears if it does not reach the log.
   *
   * @param underWay how many calls wait for results
   */
  void write(
      ProducerRecord<String, InferenceRequest> record,
      int underWay,
      Consumer<Throwable> onFailure) {
    // A sequence keeps its order only if all of it goes through one producer.
    boolean inSequence = record.partition() == null;
    var producer = inSequence || !load.isMany(underWay, System.nanoTime()) ? atOnce : gathering;
    producer.send(record, onFailure);
  }

  @Override
  public void close() {
    atOnce.close();
    gathering.close();
  }
}
