package io.millrace.connectors.rabbitmq.mirror;

import io.millrace.model.StreamPosition;
import io.millrace.topology.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a mirror has come in each stream it reads: records of a compacted topic, written in the same transactions as
 * what was read.
 */
final class Positions {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(100);

  private final MirrorConfig config;
  private final Topic<String, StreamPosition> topic;

  Positions(MirrorConfig config) {
    this.config = config;
    this.topic = config.topics().positions();
  }

  /**
   * A place in a stream.
   *
   * @param next the offset to be read next; 0 for the beginning
   * @param keptAt when it was written down; 0 where it was not
   */
  record Place(long next, long keptAt) {
    static final Place BEGINNING = new Place(0, 0);
  }

  private String prefix() {
    return config.name() + "/";
  }

  ProducerRecord<byte[], byte[]> record(String stream, long next) {
    var position = new StreamPosition(config.name(), stream, config.topic(), next);
    return new ProducerRecord<>(
        topic.name(),
        topic.keys().serializer().serialize(topic.name(), prefix() + stream),
        topic.values().serializer().serialize(topic.name(), position));
  }

  /**
   * Reads all of them. Another mirror's open transaction may hold this up until it ends.
   *
   * @return by stream
   */
  Map<String, Place> read() throws InterruptedException {
    var found = new HashMap<String, Place>();
    try (var reader = KafkaSide.consumer(config, null)) {
      var partition = new TopicPartition(topic.name(), 0);
      reader.assign(List.of(partition));
      reader.seekToBeginning(List.of(partition));
      long last = KafkaSide.end(config, partition);
      long giveUp = System.nanoTime() + PATIENCE.toNanos();
      while (reader.position(partition) < last) {
        for (var record : reader.poll(POLL)) {
          take(record, found);
        }
        if (System.nanoTime() > giveUp) {
          throw new MirrorException(
              "the places in %s cannot be read to their end".formatted(topic.name()));
        }
      }
    }
    return found;
  }

  private void take(ConsumerRecord<byte[], byte[]> record, Map<String, Place> found) {
    var name = topic.keys().deserializer().deserialize(topic.name(), record.key());
    if (!name.startsWith(prefix())) {
      return;
    }
    var stream = name.substring(prefix().length());
    if (record.value() == null) {
      found.remove(stream);
    } else {
      var position = Objects.requireNonNull(
          topic.values().deserializer().deserialize(topic.name(), record.value()));
      checkSame(position);
      found.put(stream, new Place(position.next(), record.timestamp()));
    }
  }

  private void checkSame(StreamPosition position) {
    if (!position.topic().equals(config.topic())) {
      throw new IllegalArgumentException(
          "a mirror named %s has mirrored stream %s to topic %s already, not to %s.%nMaybe choose another name with --name."
              .formatted(config.name(), position.stream(), position.topic(), config.topic()));
    }
  }
}
