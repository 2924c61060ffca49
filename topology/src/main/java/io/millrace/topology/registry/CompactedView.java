package io.millrace.topology.registry;

import io.millrace.topology.Topic;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A compacted topic as a map that follows it: every record of every partition, without a group. */
public final class CompactedView<V> implements RecordView<V> {
  private static final Logger LOG = LoggerFactory.getLogger(CompactedView.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Topic<String, V> topic;
  private final Map<String, Object> config;
  private final Map<String, V> entries = new ConcurrentHashMap<>();
  private final List<Consumer<V>> listeners = new CopyOnWriteArrayList<>();
  private final ConcurrentLinkedQueue<Waiting> waiting = new ConcurrentLinkedQueue<>();
  private final CommittedEnds ends;
  private volatile List<TopicPartition> followed = List.of();
  private volatile boolean closed;
  private @Nullable KafkaConsumer<String, @Nullable V> consumer;
  private @Nullable Thread follower;

  /**
   * Someone who waits for the view.
   *
   * @param ends up to which records; null where they are still to be found out
   */
  private record Waiting(
      @Nullable Map<TopicPartition, Long> ends, CompletableFuture<Void> caughtUp) {}

  public CompactedView(Topic<String, V> topic, String bootstrap) {
    this.topic = topic;
    this.ends = new CommittedEnds(bootstrap);
    this.config = new HashMap<>();
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
  }

  @Override
  public void onChange(Consumer<V> listener) {
    listeners.add(listener);
  }

  @Override
  @SuppressWarnings("unchecked")
  public synchronized void start() {
    if (follower != null) {
      return;
    }
    var values = (Deserializer<@Nullable V>) topic.values().deserializer();
    var opened = new KafkaConsumer<>(config, topic.keys().deserializer(), values);
    var thread = new Thread(() -> follow(opened), "view-" + topic.name());
    thread.setDaemon(true);
    consumer = opened;
    follower = thread;
    thread.start();
  }

  @Override
  public boolean catchUp(Duration timeout) {
    long limit = System.nanoTime() + timeout.toNanos();
    var caughtUp = new CompletableFuture<Void>();
    try {
      // Before its first fetch the follower asks as fast.
      var partitions = followed;
      waiting.add(
          new Waiting(partitions.isEmpty() ? null : ends.of(partitions, timeout), caughtUp));
      wake();
      caughtUp.get(limit - System.nanoTime(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      LOG.debug("{} has not caught up within {}", this, timeout, e);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      // Nobody waits for it any more.
      caughtUp.cancel(false);
    }
  }

  @Override
  public @Nullable V get(String key) {
    return entries.get(key);
  }

  @Override
  public Collection<V> values() {
    return List.copyOf(entries.values());
  }

  private synchronized void wake() {
    if (consumer != null) {
      consumer.wakeup();
    }
  }

  private void follow(KafkaConsumer<String, @Nullable V> from) {
    try {
      while (!closed) {
        step(from);
      }
    } catch (InterruptException e) {
      LOG.debug("view of {} interrupted", topic);
    } finally {
      // At once: it has no group to leave, and would only wait for the end of its last fetch.
      from.close(CloseOptions.timeout(Duration.ZERO));
      waiting.forEach(
          one -> one.caughtUp().completeExceptionally(new IllegalStateException("closed")));
    }
  }

  private void step(KafkaConsumer<String, @Nullable V> from) {
    try {
      if (from.assignment().isEmpty() && !assign(from)) {
        return;
      }
      answerWaiting(from);
      poll(from, waiting.isEmpty() ? POLL : Duration.ZERO);
    } catch (WakeupException e) {
      // Someone waits for the view, or it is being closed: the loop looks.
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      // The brokers are away, say: what is known stays known, and the loop tries again.
      LOG.warn("{} cannot be followed now: {}", topic, e.toString());
      LockSupport.parkNanos(PAUSE_NANOS);
    } catch (RuntimeException e) {
      // One record's trouble, say: a view that stood still for ever would be worse.
      LOG.error("following {} failed; it goes on", topic, e);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** False where the topic is not known yet: with nothing assigned a poll would fail. */
  private boolean assign(KafkaConsumer<String, @Nullable V> from) {
    var partitions = from.partitionsFor(topic.name()).stream()
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .toList();
    if (partitions.isEmpty()) {
      LockSupport.parkNanos(PAUSE_NANOS);
      return false;
    }
    from.assign(partitions);
    from.seekToBeginning(partitions);
    return true;
  }

  private void answerWaiting(KafkaConsumer<String, @Nullable V> from) {
    for (var one = waiting.peek(); one != null; one = waiting.peek()) {
      var wanted = one.ends() == null ? from.endOffsets(from.assignment()) : one.ends();
      while (!one.caughtUp().isDone() && !hasReached(wanted, from)) {
        if (closed) {
          return;
        }
        poll(from, Duration.ofMillis(50));
      }
      waiting.remove(one);
      one.caughtUp().complete(null);
    }
    followed = List.copyOf(from.assignment());
  }

  private boolean hasReached(
      Map<TopicPartition, Long> ends, KafkaConsumer<String, @Nullable V> from) {
    return ends.entrySet().stream().allMatch(end -> from.position(end.getKey()) >= end.getValue());
  }

  private void poll(KafkaConsumer<String, @Nullable V> from, Duration wait) {
    try {
      from.poll(wait).forEach(this::take);
    } catch (RecordDeserializationException e) {
      LOG.error(
          "{} offset {} cannot be read and is passed over", e.topicPartition(), e.offset(), e);
      from.seek(e.topicPartition(), e.offset() + 1);
    }
  }

  private void take(ConsumerRecord<String, @Nullable V> record) {
    if (record.key() == null) {
      LOG.warn("{} offset {} has no key and is passed over", topic, record.offset());
      return;
    }
    V value = record.value();
    if (value == null) {
      entries.remove(record.key());
      return;
    }
    entries.put(record.key(), value);
    listeners.forEach(listener -> tell(listener, value));
  }

  private void tell(Consumer<V> listener, V value) {
    try {
      listener.accept(value);
    } catch (RuntimeException e) {
      // The view itself is right; one listener's trouble must not stop it for the others.
      LOG.error("a listener of {} failed on {}", topic, value, e);
    }
  }

  @Override
  public void close() {
    closed = true;
    ends.close();
    wake();
    var thread = follower;
    if (thread == null) {
      return;
    }
    try {
      thread.join(Duration.ofSeconds(5).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "CompactedView{%s, %d entries}".formatted(topic, entries.size());
  }
}
