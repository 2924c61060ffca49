package io.millrace.ingress.log;

import io.millrace.model.InferenceRequest;
import io.millrace.topology.Topic;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Writes requests to the log without ever making its caller wait. A lone request leaves at once; the more are under way,
 * the longer each waits for others to go with it, up to a few milliseconds, which costs it less than the log's work for
 * a batch of its own would cost them all.
 */
final class RequestWriter implements AutoCloseable {
  private final Topic<String, InferenceRequest> topic;
  private final KeptProducer<String, InferenceRequest> atOnce;
  private final KeptProducer<String, InferenceRequest> gathering;
  private final KeptProducer<String, InferenceRequest> gatheringMore;
  private final RecentLoad load = new RecentLoad();
  private final PartitionChoice choice = new PartitionChoice();
  private volatile int partitions;

  RequestWriter(LogConfig config) {
    this.topic = config.topics().requests();
    this.atOnce = producer(config, 0);
    this.gathering = producer(config, 1);
    this.gatheringMore = producer(config, 2);
  }

  private KeptProducer<String, InferenceRequest> producer(LogConfig config, int lingerMs) {
    return new KeptProducer<>(
        config.producer(lingerMs), topic.keys().serializer(), topic.values().serializer());
  }

  /** Makes the producers know the topic, without which the first write would fail; false if they do not know it yet. */
  boolean prefetch() {
    try {
      gathering.get().partitionsFor(topic.name());
      gatheringMore.get().partitionsFor(topic.name());
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
    (inSequence ? atOnce : producer(underWay)).send(record, onFailure);
  }

  private KeptProducer<String, InferenceRequest> producer(int underWay) {
    return switch (load.of(underWay, System.nanoTime())) {
      case FEW -> atOnce;
      case MANY -> gathering;
      case VERY_MANY -> gatheringMore;
    };
  }

  @Override
  public void close() {
    atOnce.close();
    gathering.close();
    gatheringMore.close();
  }
}
