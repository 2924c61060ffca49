package io.millrace.ingress.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.support.TopicPartitionOffset;

/**
 * Reads the replies. The leased partition is read by assignment, from the end offset that was resolved before the first
 * request named the partition, so no reply can lie before it. A partition whose lease is lost is read on until the last
 * call that waits on it has ended.
 */
final class ReplyReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReplyReader.class);
  private static final long RETRY_MS = 250;
  // What the log brings second may come in bulk, though not so late that a caller whose result
  // another process made
  // would notice.
  private static final long BULK_MS = 20;
  private static final long LEAST_READ_ON_NANOS = TimeUnit.SECONDS.toNanos(2);

  private record Retired(Reading reading, long sinceNanos) {}

  private record Reading(int partition, KafkaMessageListenerContainer<String, byte[]> container) {}

  private final LogConfig config;
  private final Admin admin;
  private final WaitingCalls waiting;
  private final ScheduledExecutorService worker;
  private final ReplyLease lease;
  private final List<Retired> retired = new ArrayList<>();
  private volatile @Nullable Reading current;
  private @Nullable Integer leased;
  private boolean closed;

  /**
   * @param worker one thread that may wait for the broker; all changes happen on it
   */
  ReplyReader(
      LogConfig config, Admin admin, WaitingCalls waiting, ScheduledExecutorService worker) {
    this.config = config;
    this.admin = admin;
    this.waiting = waiting;
    this.worker = worker;
    this.lease = new ReplyLease(config, partition -> worker.execute(() -> leaseChanged(partition)));
  }

  void start() {
    lease.start();
    worker.scheduleWithFixedDelay(this::stopRetired, 1, 1, TimeUnit.SECONDS);
  }

  /** The partition to stamp into new requests; null where none is leased and read. */
  @Nullable
  Integer partition() {
    var reading = current;
    return reading == null || !reading.container().isRunning() ? null : reading.partition();
  }

  private void leaseChanged(@Nullable Integer partition) {
    leased = partition;
    retire();
    read();
  }

  private void retire() {
    var before = current;
    current = null;
    if (before != null) {
      retired.add(new Retired(before, System.nanoTime()));
    }
  }

  private void read() {
    var partition = leased;
    if (partition == null || closed || current != null) {
      return;
    }
    try {
      current = open(partition, endOffset(partition));
      LOG.info("replies come by partition {} of {}", partition, config.topics().results());
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      LOG.warn("partition {} of the results cannot be read yet: {}", partition, e.toString());
      worker.schedule(this::read, RETRY_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long endOffset(int partition)
      throws ExecutionException, InterruptedException, TimeoutException {
    var place = new TopicPartition(config.topics().results().name(), partition);
    return admin
        .listOffsets(Map.of(place, OffsetSpec.latest()))
        .partitionResult(place)
        .get(5, TimeUnit.SECONDS)
        .offset();
  }

  private Reading open(int partition, long offset) {
    var place = new TopicPartitionOffset(config.topics().results().name(), partition, offset);
    var properties = new ContainerProperties(place);
    properties.setAckMode(ContainerProperties.AckMode.MANUAL);
    properties.setMessageListener(new ReplyListener(waiting));
    properties.setShutdownTimeout(2000);
    if (config.hearsResults()) {
      properties.setIdleBetweenPolls(BULK_MS);
    }
    properties.setLogContainerConfig(false);
    properties.setMicrometerEnabled(false);
    var container = new KafkaMessageListenerContainer<>(config.replies(), properties);
    container.setBeanName("replies-" + partition);
    container.start();
    return new Reading(partition, container);
  }

  private void stopRetired() {
    var reading = current;
    if (reading != null && !reading.container().isRunning() && !closed) {
      // It gave up by itself: its place is read anew.
      retire();
      read();
    }
    long now = System.nanoTime();
    retired.removeIf(one -> {
      var done = now - one.sinceNanos() > LEAST_READ_ON_NANOS
          && !waiting.anyWaitOn(one.reading().partition());
      if (done) {
        one.reading().container().stop();
      }
      return done;
    });
  }

  /** Ends the lease and all reading; to be called on the worker's thread. */
  @Override
  public void close() {
    closed = true;
    lease.close();
    retire();
    retired.forEach(one -> one.reading().container().stop());
    retired.clear();
  }

  @Override
  public String toString() {
    return "ReplyReader{partition %s}".formatted(partition());
  }
}
