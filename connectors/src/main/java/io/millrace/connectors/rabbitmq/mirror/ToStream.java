package io.millrace.connectors.rabbitmq.mirror;

import com.rabbitmq.stream.Environment;
import com.rabbitmq.stream.Message;
import com.rabbitmq.stream.Producer;
import com.rabbitmq.stream.codec.QpidProtonCodec;
import io.millrace.connectors.rabbitmq.mirror.KafkaSide.TopicFacts;
import io.millrace.topology.serde.MessageHeaders;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** From a topic to a stream: one {@link Lane} for each partition that this process has. */
final class ToStream implements Session {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CLOSE = Duration.ofSeconds(5);
  private static final long FIRST_LANES_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long COMMIT_NANOS = TimeUnit.SECONDS.toNanos(1);
  // A small part of what it takes to confirm all that may be under way.
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  // What the protocol's frames hold, less what stands around a message.
  private static final int LARGEST = (1 << 20) - 1024;
  // Under way, of all lanes together.
  private static final long MOST_BYTES = 64 << 20;

  private final MirrorConfig config;
  private final Counts counts;
  private final Letters letters;
  private @Nullable Environment environment;
  private @Nullable Consumer<byte[], byte[]> consumer;
  private org.apache.kafka.clients.producer.@Nullable Producer<byte[], byte[]> dead;
  private @Nullable Lanes lanes;
  private @Nullable RecordWriter writer;
  private @Nullable Trail trail;
  private long committedAt = System.nanoTime();

  ToStream(MirrorConfig config, Counts counts) {
    this.config = config;
    this.counts = counts;
    this.letters = new Letters(config, Integer.MAX_VALUE);
  }

  @Override
  public void open() throws InterruptedException {
    var topic = KafkaSide.facts(config);
    var found = new Trail(
        Names.topic(topic.cluster(), config.topic()),
        Names.stream(config.rabbit().broker().virtualHost().name(), config.stream()));
    trail = found;
    writer = new RecordWriter(found);
    // The client's own codec cannot write text into an entry of its exact size.
    var codec = config.packing().isNone() ? null : new QpidProtonCodec();
    var opened = config.rabbit().open(config.id(), codec, config.onlyHere());
    environment = opened;
    if (config.create()) {
      StreamMaking.ensure(opened, config.stream(), topic.partitions());
    }
    var streams = config.stream().streams(opened);
    checkFits(topic, streams.size());
    var from = KafkaSide.consumer(config, config.id());
    consumer = from;
    lanes = new Lanes(config, counts, opened, topic, streams, from);
    from.subscribe(List.of(config.topic()), lanes);
    // What is wrong with the stream shows once there is a lane to it; where others have all
    // partitions, none comes.
    long end = System.nanoTime() + FIRST_LANES_NANOS;
    while (lanes.all().isEmpty() && System.nanoTime() < end) {
      step();
    }
  }

  private void checkFits(TopicFacts topic, int streams) {
    // A stream forgets the oldest of more producers, and with it what is doubled.
    int most = 255 * streams;
    if (topic.partitions() > most) {
      throw new IllegalArgumentException(
          "topic %s has %d partitions, and %s can tell %d apart.%nMaybe mirror to a super stream of more partitions."
              .formatted(config.topic(), topic.partitions(), config.stream(), most));
    }
  }

  @Override
  public void step() {
    var from = Objects.requireNonNull(consumer);
    var ways = Objects.requireNonNull(lanes);
    var records = poll(from, ways.hasWaiting() ? Duration.ZERO : POLL);
    for (var partition : records.partitions()) {
      ways.of(partition).take(records.records(partition));
    }
    boolean full = false;
    long mostBytes = MOST_BYTES / Math.max(1, ways.all().size());
    for (var lane : ways.all().entrySet()) {
      lane.getValue().send(this::message, mostBytes);
      var place = List.of(lane.getKey());
      if (lane.getValue().hasWaiting()) {
        full = true;
        from.pause(place);
      } else {
        from.resume(place);
      }
    }
    if (full && records.isEmpty()) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    commit(from, ways);
  }

  private static ConsumerRecords<byte[], byte[]> poll(
      Consumer<byte[], byte[]> from, Duration wait) {
    try {
      return from.poll(wait);
    } catch (KafkaException e) {
      // What goes wrong when a partition comes is wrapped.
      throw e.getCause() instanceof IllegalArgumentException cause ? cause : e;
    }
  }

  /** For those who look at the group's lag; where a mirror goes on is what the stream says. */
  private void commit(Consumer<byte[], byte[]> from, Lanes ways) {
    long now = System.nanoTime();
    if (now - committedAt < COMMIT_NANOS) {
      return;
    }
    committedAt = now;
    Map<TopicPartition, OffsetAndMetadata> places = new HashMap<>();
    ways.all()
        .forEach((partition, lane) -> places.put(partition, new OffsetAndMetadata(lane.next())));
    from.commitAsync(places, null);
  }

  private @Nullable Message message(ConsumerRecord<byte[], byte[]> record, Producer producer) {
    if (Objects.requireNonNull(trail).passes(MessageHeaders.text(record.headers(), Names.TRAIL))) {
      counts.skipped.increment();
      return null;
    }
    long bytes = Sizes.of(record.key(), record.value(), record.headers());
    if (bytes > LARGEST) {
      refuse(
          record,
          "%d bytes do not fit in a message of a stream, which holds %d".formatted(bytes, LARGEST));
      return null;
    }
    return Objects.requireNonNull(writer).write(record, producer.messageBuilder());
  }

  /** Before anything that follows is sent: the stream would say that this too is done. */
  private void refuse(ConsumerRecord<byte[], byte[]> record, String reason) {
    var to = dead == null ? KafkaSide.producer(config) : dead;
    dead = to;
    var at = new Letters.Place(record.topic(), record.partition(), record.offset());
    KafkaSide.await(
        to.send(letters.letter(record.key(), record.value(), record.headers(), at, reason)));
    counts.refused.increment();
  }

  @Override
  public void finish() throws InterruptedException {
    var ways = Objects.requireNonNull(lanes);
    ways.finish();
    committedAt = System.nanoTime() - COMMIT_NANOS;
    commit(Objects.requireNonNull(consumer), ways);
  }

  @Override
  public void close() {
    // The lanes first: what leaves the group must not be written by it any more.
    if (lanes != null) {
      lanes.close();
    }
    if (environment != null) {
      environment.close();
    }
    if (dead != null) {
      dead.close(CLOSE);
    }
    if (consumer != null) {
      consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(CLOSE));
    }
  }
}
