package io.millrace.metrics.marks;

import io.millrace.topology.Mark;
import io.millrace.topology.Topic;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a mark with the present time into each partition of a topic in which nothing has come for about a second, and
 * again each second while that lasts, so that windows close there. This clock is the only one in the counting of
 * windows, and its times are on the log: a replay reads them, and asks no clock. Several tickers on one topic do no
 * harm: where one writes, the others see a partition that is not idle.
 */
public final class MarkTicker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MarkTicker.class);
  private static final Duration LOOK = Duration.ofMillis(200);
  // A partition that has been idle for so long at a look will have been so for a second by the
  // next.
  private static final Duration IDLE = Duration.ofSeconds(1).minus(LOOK);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration CLOSE = Duration.ofSeconds(1);

  private final String bootstrap;
  private final List<Topic<?, ?>> watched;
  private final Topic<?, ?> topic;
  private final InstantSource clock;
  private final IdlePartitions partitions;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "marks");
  private boolean troubled;

  /**
   * @param bootstrap {@code host:port} of brokers
   * @param topic whose partitions get marks
   * @param clock whose times the marks bear
   */
  public MarkTicker(String bootstrap, Topic<?, ?> topic, InstantSource clock) {
    this(bootstrap, List.of(topic), topic, clock);
  }

  /**
   * @param watched topics with as many partitions as the marks' own, which are idle where all of these are
   * @param topic whose partitions get marks
   */
  public MarkTicker(
      String bootstrap, List<Topic<?, ?>> watched, Topic<?, ?> topic, InstantSource clock) {
    this.bootstrap = bootstrap;
    this.watched = List.copyOf(watched);
    this.topic = topic;
    this.clock = clock;
    this.partitions = new IdlePartitions(topic.settings().partitions(), IDLE.toMillis());
    thread.setDaemon(true);
  }

  /** Begins to look; returns at once. */
  public void start() {
    thread.start();
  }

  private void run() {
    try (var admin = Admin.create(clientConfig());
        var producer = new KafkaProducer<>(
            producerConfig(), new ByteArraySerializer(), new ByteArraySerializer())) {
      while (!closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        look(admin, producer);
      }
    } catch (InterruptedException | org.apache.kafka.common.errors.InterruptException e) {
      LOG.debug("no more marks on {}", topic, e); // closed
    }
  }

  private void look(Admin admin, KafkaProducer<byte[], byte[]> producer)
      throws InterruptedException {
    try {
      mark(admin, producer);
      troubled = false;
    } catch (KafkaException | ExecutionException | TimeoutException e) {
      // A broker that is away comes back, and nothing is lost meanwhile but time: the next look
      // tries again.
      if (!troubled) {
        LOG.warn("no marks can be written to {} now: {}", topic, e.toString());
      }
      troubled = true;
    }
  }

  private void mark(Admin admin, KafkaProducer<byte[], byte[]> producer)
      throws InterruptedException, ExecutionException, TimeoutException {
    var ends = ends(admin);
    long now = clock.millis();
    var sent = new HashMap<Integer, Future<RecordMetadata>>();
    for (int partition : partitions.idle(ends, now)) {
      sent.put(partition, producer.send(Mark.record(topic.name(), partition, now)));
    }
    for (var mark : sent.entrySet()) {
      var at = mark.getValue().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      long moved = watched.contains(topic) ? at.offset() + 1 : ends[mark.getKey()];
      partitions.marked(mark.getKey(), moved, now);
    }
  }

  private long[] ends(Admin admin)
      throws InterruptedException, ExecutionException, TimeoutException {
    var wanted = new HashMap<TopicPartition, OffsetSpec>();
    for (var one : watched) {
      for (int partition = 0; partition < topic.settings().partitions(); partition++) {
        wanted.put(new TopicPartition(one.name(), partition), OffsetSpec.latest());
      }
    }
    var found = admin.listOffsets(wanted).all().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    var ends = new long[topic.settings().partitions()];
    found.forEach((partition, end) -> ends[partition.partition()] += end.offset());
    return ends;
  }

  private Map<String, Object> clientConfig() {
    return new HashMap<>(Map.of(
        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
        bootstrap,
        ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
        500));
  }

  private Map<String, Object> producerConfig() {
    var config = clientConfig();
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) PATIENCE.toMillis());
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2000);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    return config;
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join(CLOSE.toMillis());
      if (thread.isAlive()) { // it waits for a broker
        thread.interrupt();
        thread.join(CLOSE.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "MarkTicker{%s}".formatted(topic);
  }
}
