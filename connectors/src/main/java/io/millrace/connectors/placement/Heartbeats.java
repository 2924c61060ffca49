package io.millrace.connectors.placement;

import io.millrace.model.node.Heartbeat;
import io.millrace.topology.Topic;
import io.millrace.topology.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears the heartbeats that come from now on. */
final class Heartbeats implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeats.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Topic<String, Heartbeat> topic;
  private final Map<String, Object> config;
  private final Consumer<Heartbeat> heard;
  private volatile boolean closed;
  private @Nullable Thread thread;

  Heartbeats(Topics topics, String bootstrap, Consumer<Heartbeat> heard) {
    this.topic = topics.heartbeats();
    this.heard = heard;
    this.config = Map.of(
        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
        bootstrap,
        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
        "latest",
        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
        false);
  }

  void start() {
    var follower = new Thread(this::follow, "heartbeats");
    follower.setDaemon(true);
    thread = follower;
    follower.start();
  }

  private void follow() {
    var keys = topic.keys().deserializer();
    var values = topic.values().deserializer();
    try (var consumer = new KafkaConsumer<>(config, keys, values)) {
      consumer.assign(List.of(new TopicPartition(topic.name(), 0)));
      while (!closed) {
        step(consumer);
      }
    } catch (InterruptException | WakeupException e) {
      LOG.debug("heartbeats are not heard any more");
    }
  }

  private void step(KafkaConsumer<String, Heartbeat> consumer) {
    try {
      consumer.poll(POLL).forEach(record -> {
        if (record.value() != null) {
          heard.accept(record.value());
        }
      });
    } catch (RecordDeserializationException e) {
      LOG.warn("{} offset {} is no heartbeat: {}", topic, e.offset(), e.toString());
      consumer.seek(e.topicPartition(), e.offset() + 1);
    } catch (InterruptException | WakeupException e) {
      throw e;
    } catch (KafkaException e) {
      LOG.warn("{} cannot be followed now: {}", topic, e.toString());
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  @Override
  public void close() {
    closed = true;
    var follower = thread;
    if (follower == null) {
      return;
    }
    try {
      follower.join(TimeUnit.SECONDS.toMillis(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
