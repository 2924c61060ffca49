package io.millrace.metrics.marks;

import io.millrace.topology.Mark;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
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
 * Writes a mark with the present time into each partition in which nothing has come for about a second, and again each
 * second while that lasts, more rarely once nothing has come to any of them for a while ({@link Pace}), so that windows
 * close there. This clock is the only one in the counting of windows, and its times are on the log: a replay reads
 * them, and asks no clock. Several tickers on one topic do no harm: where one writes, the others see a partition that
 * is not idle.
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
  private final List<Lane> lanes;
  private final InstantSource clock;
  private final Pace pace = new Pace();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "marks");
  private boolean troubled;

  private record Lane(MarkedTopic topics, IdlePartitions partitions) {
    static Lane of(MarkedTopic topics) {
      return new Lane(topics, new IdlePartitions(topics.partitions(), IDLE.toMillis()));
    }

    List<TopicPartition> watched() {
      return topics.watched().stream()
          .flatMap(topic -> IntStream.range(0, topics.partitions())
              .mapToObj(number -> new TopicPartition(topic.name(), number)))
          .toList();
    }
  }

  private record Look(Lane lane, long[] ends) {}

  private record Sent(Look look, int partition, Future<RecordMetadata> mark) {}

  /**
   * @param bootstrap {@code host:port} of brokers
   * @param clock whose times the marks bear
   */
  public MarkTicker(String bootstrap, List<MarkedTopic> topics, InstantSource clock) {
    this.bootstrap = bootstrap;
    this.lanes = topics.stream().map(Lane::of).toList();
    this.clock = clock;
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
      LOG.debug("no more marks: {}", this, e); // closed
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
        LOG.warn("no marks can be written now: {}: {}", this, e.toString());
      }
      troubled = true;
    }
  }

  private void mark(Admin admin, KafkaProducer<byte[], byte[]> producer)
      throws InterruptedException, ExecutionException, TimeoutException {
    var looks = looks(admin);
    long now = clock.millis();
    looks.forEach(look -> look.lane().partitions().see(look.ends(), now));
    long moved =
        lanes.stream().mapToLong(lane -> lane.partitions().moved()).max().orElse(now);
    if (!pace.due(now, moved)) {
      return;
    }
    var sent = new ArrayList<Sent>();
    for (var look : looks) {
      for (int partition : look.lane().partitions().idle(now)) {
        var mark = Mark.record(look.lane().topics().topic().name(), partition, now);
        sent.add(new Sent(look, partition, producer.send(mark)));
      }
    }
    for (var one : sent) {
      var at = one.mark().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      var lane = one.look().lane();
      long end =
          lane.topics().watchesItself() ? at.offset() + 1 : one.look().ends()[one.partition()];
      lane.partitions().marked(one.partition(), end, now);
    }
    pace.marked(now);
  }

  private List<Look> looks(Admin admin)
      throws InterruptedException, ExecutionException, TimeoutException {
    var wanted = new HashMap<TopicPartition, OffsetSpec>();
    for (var lane : lanes) {
      lane.watched().forEach(partition -> wanted.put(partition, OffsetSpec.latest()));
    }
    var found = admin.listOffsets(wanted);
    var looks = new ArrayList<Look>();
    for (var lane : lanes) {
      var ends = new long[lane.topics().partitions()];
      for (var partition : lane.watched()) {
        ends[partition.partition()] += found
            .partitionResult(partition)
            .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
            .offset();
      }
      looks.add(new Look(lane, ends));
    }
    return looks;
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
    return "MarkTicker{%s}"
        .formatted(lanes.stream().map(lane -> lane.topics().topic()).toList());
  }
}
