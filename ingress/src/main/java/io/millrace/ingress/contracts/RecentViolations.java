package io.millrace.ingress.contracts;

import io.millrace.ingress.log.LogConfig;
import io.millrace.model.contract.Violation;
import io.millrace.topology.Topic;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last committed violations of the topic, and those that come: a thousand at most, the oldest go first. */
public final class RecentViolations implements VerdictHandler.Violations, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RecentViolations.class);
  private static final int MOST = 1000;
  private static final Duration POLL = Duration.ofMillis(500);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final LogConfig config;
  private final Topic<String, Violation> topic;
  private final Deque<Violation> kept = new ArrayDeque<>();
  private volatile boolean closed;
  private volatile @Nullable Consumer<String, byte[]> consumer;
  private @Nullable Thread thread;

  public RecentViolations(LogConfig config) {
    this.config = config;
    this.topic = config.topics().violations();
  }

  /** Starts to read; returns at once. */
  public void start() {
    var reader = new Thread(this::read, "recent-violations");
    reader.setDaemon(true);
    thread = reader;
    reader.start();
  }

  @Override
  public List<Violation> recent(@Nullable String application, int most) {
    synchronized (kept) {
      var found = new ArrayList<Violation>();
      for (var violation : kept) {
        if (application == null || application.equals(violation.of().scope().application())) {
          found.add(violation);
        }
        if (found.size() == most) {
          break;
        }
      }
      return found;
    }
  }

  private void read() {
    var opened = config.committed().createConsumer();
    try {
      consumer = opened;
      while (!closed) {
        step(opened);
      }
    } catch (InterruptException e) {
      LOG.debug("interrupted", e);
    } finally {
      // At once: it has no group to leave, and would only wait for the end of its last fetch.
      opened.close(CloseOptions.timeout(Duration.ZERO));
    }
  }

  private void step(Consumer<String, byte[]> from) {
    try {
      if (!from.assignment().isEmpty() || assigned(from)) {
        from.poll(POLL).forEach(this::take);
      }
    } catch (WakeupException e) {
      // It is being closed: the loop looks.
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      // The brokers are away, say: what is known stays known, and the loop tries again.
      LOG.warn("{} cannot be read now: {}", topic, e.toString());
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private boolean assigned(Consumer<String, byte[]> from) {
    var partitions = from.partitionsFor(topic.name()).stream()
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .toList();
    if (partitions.isEmpty()) {
      LockSupport.parkNanos(PAUSE_NANOS);
      return false;
    }
    var first = from.beginningOffsets(partitions);
    var end = from.endOffsets(partitions);
    from.assign(partitions);
    for (var partition : partitions) {
      long last = end.getOrDefault(partition, 0L) - MOST;
      from.seek(partition, Math.max(first.getOrDefault(partition, 0L), last));
    }
    return true;
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      return;
    }
    try {
      var violation = topic.values().deserializer().deserialize(record.topic(), record.value());
      synchronized (kept) {
        kept.addFirst(violation);
        if (kept.size() > MOST) {
          kept.removeLast();
        }
      }
    } catch (SerializationException e) {
      // Anyone can write to the topic.
      LOG.debug("{}-{}@{} is no violation", record.topic(), record.partition(), record.offset(), e);
    }
  }

  @Override
  public void close() {
    closed = true;
    var opened = consumer;
    if (opened != null) {
      opened.wakeup();
    }
    if (thread != null) {
      try {
        thread.join(Duration.ofSeconds(5).toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public String toString() {
    return "RecentViolations{%s}".formatted(topic);
  }
}
