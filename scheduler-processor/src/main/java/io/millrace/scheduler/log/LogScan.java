package io.millrace.scheduler.log;

import io.millrace.port.PlacementHistory.Progress;
import io.millrace.port.PlacementHistory.UnavailableException;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The committed records of a topic of one partition, from its beginning to where its end was at first. */
final class LogScan implements Iterator<ConsumerRecord<byte[], byte[]>>, AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long BETWEEN = 1000;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private final Duration patience;
  private final Progress progress;
  private final long end;
  private long seen;
  private Iterator<ConsumerRecord<byte[], byte[]>> batch = Collections.emptyIterator();

  /**
   * @param patience how long the broker may say nothing
   * @param progress is told now and then, and at the end
   */
  LogScan(String topic, String bootstrap, Duration patience, Progress progress) {
    this.patience = patience;
    this.progress = progress;
    partition = new TopicPartition(topic, 0);
    consumer = new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            5000,
            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            (int) patience.toMillis()),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
    end = seekToBeginning();
  }

  private long seekToBeginning() {
    var partitions = List.of(partition);
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    try {
      Long last = consumer.endOffsets(partitions).get(partition);
      return last == null ? 0 : last;
    } catch (KafkaException e) {
      consumer.close(CloseOptions.timeout(Duration.ZERO));
      throw unavailable(e);
    }
  }

  @Override
  public boolean hasNext() {
    try {
      long deadline = System.nanoTime() + patience.toNanos();
      while (!batch.hasNext() && consumer.position(partition) < end) {
        batch = consumer.poll(POLL).iterator();
        requireInTime(deadline);
      }
    } catch (KafkaException e) {
      throw unavailable(e);
    }
    if (!batch.hasNext()) {
      progress.at(end, end);
    }
    return batch.hasNext();
  }

  // A poll of a broker that is gone brings nothing, and says nothing of it.
  private void requireInTime(long deadline) {
    if (!batch.hasNext() && System.nanoTime() > deadline && consumer.position(partition) < end) {
      throw new TimeoutException("nothing came within %d s, %d of %d records were read"
          .formatted(patience.toSeconds(), consumer.position(partition), end));
    }
  }

  private UnavailableException unavailable(KafkaException e) {
    return new UnavailableException(
        "the log %s cannot be read now: %s".formatted(partition.topic(), e.getMessage()), e);
  }

  @Override
  public ConsumerRecord<byte[], byte[]> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    var record = batch.next();
    if (seen++ % BETWEEN == 0) {
      progress.at(record.offset(), end);
    }
    return record;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
