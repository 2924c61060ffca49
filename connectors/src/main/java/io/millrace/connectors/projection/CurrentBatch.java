package io.millrace.connectors.projection;

import io.millrace.connectors.projection.Target.Refusal;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * The records that are being written. Partitions that go to another member in the meantime take their records with them;
 * those that come wait until the batch is done.
 *
 * <p>Used by the thread of its consumer alone.
 */
final class CurrentBatch implements ConsumerRebalanceListener {
  // Between two looks at the group: well below what makes it give a member up.
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration HAND_OVER = Duration.ofSeconds(30);

  private final Consumer<byte[], byte[]> consumer;
  private List<ConsumerRecord<byte[], byte[]>> records = List.of();
  private @Nullable CompletableFuture<List<Refusal>> write;

  CurrentBatch(Consumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
  }

  void take(List<ConsumerRecord<byte[], byte[]>> batch) {
    records = List.copyOf(batch);
  }

  void clear() {
    records = List.of();
  }

  List<ConsumerRecord<byte[], byte[]>> records() {
    return records;
  }

  /** The place after the batch, of each partition. */
  Map<TopicPartition, OffsetAndMetadata> offsets() {
    var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
    for (var record : records) {
      offsets.put(
          new TopicPartition(record.topic(), record.partition()),
          new OffsetAndMetadata(record.offset() + 1));
    }
    return offsets;
  }

  /** Waits for a write, and stays in the group meanwhile; null if {@code closing} comes first. */
  @Nullable
  List<Refusal> await(CompletableFuture<List<Refusal>> underWay, BooleanSupplier closing)
      throws InterruptedException {
    write = underWay;
    try {
      while (true) {
        try {
          return underWay.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          if (closing.getAsBoolean()) {
            return null;
          }
          look();
        } catch (ExecutionException e) {
          throw e.getCause() instanceof RuntimeException cause
              ? cause
              : new IllegalStateException(e.getCause());
        }
      }
    } finally {
      underWay.cancel(true);
      write = null;
    }
  }

  /** Lets time pass, and stays in the group. */
  void idle(Duration pause, BooleanSupplier closing) throws InterruptedException {
    long end = System.nanoTime() + pause.toNanos();
    long left = pause.toNanos();
    while (left > 0 && !closing.getAsBoolean()) {
      poll(Duration.ofNanos(Math.min(left, LOOK.toNanos())));
      left = end - System.nanoTime();
    }
  }

  private void look() throws InterruptedException {
    poll(Duration.ZERO);
  }

  // All partitions are paused, so that nothing comes of it but news of the group.
  private void poll(Duration wait) throws InterruptedException {
    consumer.pause(consumer.assignment());
    try {
      consumer.poll(wait);
    } catch (WakeupException e) {
      // It is being closed: who waits here looks.
    } catch (KafkaException e) {
      // The batch must not be dropped with the brokers' trouble.
      TimeUnit.MILLISECONDS.sleep(wait.toMillis());
    }
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    if (!records.isEmpty()) {
      consumer.pause(partitions);
    }
  }

  /** Another member is to write these: what is under way here must not come after it. */
  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    if (write != null) {
      try {
        write.get(HAND_OVER.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException | TimeoutException e) {
        // Then it is tried again, by the other.
      }
    }
    onPartitionsLost(partitions);
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    var gone = Set.copyOf(partitions);
    records = records.stream()
        .filter(record -> !gone.contains(new TopicPartition(record.topic(), record.partition())))
        .toList();
  }
}
