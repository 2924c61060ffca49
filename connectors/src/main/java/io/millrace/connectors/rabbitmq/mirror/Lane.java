package io.millrace.connectors.rabbitmq.mirror;

import com.rabbitmq.stream.ConfirmationStatus;
import com.rabbitmq.stream.Constants;
import com.rabbitmq.stream.Environment;
import com.rabbitmq.stream.Message;
import com.rabbitmq.stream.Producer;
import com.rabbitmq.stream.Resource;
import com.rabbitmq.stream.compression.Compression;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The way of one partition to a stream: a producer of its own name, whose publishing ids are the offsets, so that the
 * broker drops what it has already and says how far it has come.
 *
 * <p>Messages of one connection reach the stream in order or not at all, and after the first that does not the lane is
 * broken: nothing is sent behind a gap. Even a process that has lost its partition can therefore send nothing but what
 * the stream has, or what comes next in it.
 */
final class Lane implements AutoCloseable {
  // Of messages in one frame; a frame costs the broker much, whatever it holds.
  private static final int BATCH = 500;
  private static final Duration FINISH = Duration.ofSeconds(10);

  private final MirrorConfig config;
  private final Counts counts;
  private final Producer producer;
  private final Deque<ConsumerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicLong inFlightBytes = new AtomicLong();
  private final AtomicLong confirmed = new AtomicLong();
  private volatile @Nullable String failure;
  private volatile boolean closing;

  /** @param name of the producer, the same whoever has the partition */
  Lane(MirrorConfig config, Counts counts, Environment environment, String stream, String name) {
    this.config = config;
    this.counts = counts;
    var builder = environment.producerBuilder().stream(stream)
        .name(name)
        .batchSize(batch(config))
        .maxUnconfirmedMessages(config.mostInFlight() + BATCH) // a little more, not to wait in it
        .confirmTimeout(Duration.ZERO) // a broker that hangs is told by its heartbeats
        .listeners(this::changed);
    if (!config.packing().isNone()) {
      var compression = config.packing().compression();
      builder.subEntrySize(config.packing().messages());
      if (compression != Compression.NONE) {
        builder.compression(compression);
      }
    }
    var filter = config.filter();
    if (filter != null) {
      builder.filterValue(message -> filterValue(message, filter));
    }
    this.producer = builder.build();
    confirmed.set(producer.getLastPublishingId());
  }

  /** In entries; the client makes room for two batches of them at once, for each lane. */
  private static int batch(MirrorConfig config) {
    return Math.max(1, Math.min(BATCH, config.mostInFlight() / config.packing().messages()));
  }

  private static @Nullable String filterValue(Message message, FieldFilter filter) {
    return FieldValue.of(message, filter);
  }

  /** The first offset that the stream does not have yet. */
  long next() {
    return confirmed.get();
  }

  void take(List<ConsumerRecord<byte[], byte[]>> records) {
    waiting.addAll(records);
  }

  boolean hasWaiting() {
    return !waiting.isEmpty();
  }

  /** What became of one record. */
  interface Sorting {
    /** The record as a message; null if it is not to be sent. */
    @Nullable
    Message message(ConsumerRecord<byte[], byte[]> record, Producer producer);
  }

  /**
   * Sends as much as may be under way.
   *
   * @param mostBytes that may be under way; the last message may go beyond it
   * @throws MirrorException if the lane is broken
   */
  void send(Sorting sorting, long mostBytes) {
    while (!waiting.isEmpty()
        && inFlight.get() < config.mostInFlight()
        && inFlightBytes.get() < mostBytes) {
      check();
      var record = waiting.element();
      var message = sorting.message(record, producer);
      waiting.remove();
      if (message != null) {
        long bytes = Sizes.of(record.key(), record.value(), record.headers());
        counts.sent.increment();
        inFlight.incrementAndGet();
        inFlightBytes.addAndGet(bytes);
        producer.send(message, status -> confirmed(status, bytes));
      }
    }
    check();
  }

  private void check() {
    var broken = failure;
    if (broken != null) {
      throw new MirrorException(broken);
    }
  }

  private void confirmed(ConfirmationStatus status, long bytes) {
    if (status.isConfirmed()) {
      counts.mirrored.increment();
      confirmed.accumulateAndGet(status.getMessage().getPublishingId(), Math::max);
    } else if (failure == null) {
      failure = "%s does not take it: %s".formatted(config.stream(), text(status.getCode()));
    }
    inFlightBytes.addAndGet(-bytes);
    inFlight.decrementAndGet();
  }

  private static String text(short code) {
    return switch (code) {
      case Constants.RESPONSE_CODE_STREAM_DOES_NOT_EXIST -> "the stream is not there";
      case Constants.RESPONSE_CODE_STREAM_NOT_AVAILABLE -> "the stream is not available";
      case Constants.RESPONSE_CODE_ACCESS_REFUSED -> "the user may not write there";
      case Constants.CODE_PRODUCER_NOT_AVAILABLE, Constants.CODE_PRODUCER_CLOSED ->
        "the connection is lost";
      default -> "code " + code;
    };
  }

  private void changed(Resource.Context context) {
    var state = context.currentState();
    boolean lost = state == Resource.State.RECOVERING || state == Resource.State.CLOSED;
    if (lost && !closing && failure == null) {
      failure = "%s: the connection to %s is lost".formatted(config.stream(), config.rabbit());
    }
  }

  /** Waits until nothing is under way, but not for ever. */
  void finish() throws InterruptedException {
    long end = System.nanoTime() + FINISH.toNanos();
    while (inFlight.get() > 0 && failure == null && System.nanoTime() < end) {
      java.util.concurrent.TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  @Override
  public void close() {
    closing = true;
    producer.close();
  }

  /** The names of producers are limited by the protocol. */
  static String producerName(String id, String topicId, int partition) {
    var name = "%s/%s/%d".formatted(id, topicId, partition);
    if (name.getBytes(StandardCharsets.UTF_8).length > 255) {
      throw new IllegalArgumentException("name: \"%s\" is too long".formatted(name));
    }
    return name;
  }
}
