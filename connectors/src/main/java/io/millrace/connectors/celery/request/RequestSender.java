package io.millrace.connectors.celery.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.connectors.celery.journal.Entry;
import io.millrace.model.InferenceRequest;
import io.millrace.topology.PartitionChoice;
import io.millrace.topology.Topic;
import io.millrace.topology.serde.MessageHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes requests, each with the call that it answers. While the log is away it goes on trying, under the numbers by
 * which a broker knows a repetition, so that each is written once; who sends waits once its queue is full.
 *
 * <p>What comes while a batch is under way travels together in the next, and on a busy machine a batch waits a little
 * for more ({@link Pace}).
 */
public final class RequestSender implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RequestSender.class);
  private static final int RESERVE = 4096; // for the key, and what else goes with a record
  private static final int MOST_WAITING = 4096;
  private static final int MOST_TOGETHER = 2048;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final Duration CLOSE = Duration.ofSeconds(5);

  /** Hears how it went, in a thread that must not be held. */
  public interface Sent {
    /** Asked when its turn has come; false drops it. */
    boolean isWanted();

    /** It is on the log. */
    void written(Place place);

    /** It never will be. */
    void refused(Exception reason);
  }

  private record Request(ProducerRecord<byte[], byte[]> record, Sent sent) {}

  private final Topic<String, InferenceRequest> topic;
  private final String instance;
  private final IntSupplier calls;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Pace pace = new Pace();
  private final PartitionChoice choice = new PartitionChoice();
  private final BlockingQueue<Request> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final AtomicInteger underWay = new AtomicInteger();
  private final Thread thread = new Thread(this::run, "celery-requests");
  private long left = System.nanoTime();
  private volatile long moved;
  private volatile boolean closing;

  /**
   * @param instance the worker's id, which survives its restarts
   * @param calls how many calls are under way
   */
  public RequestSender(
      String bootstrap, Topic<String, InferenceRequest> topic, String instance, IntSupplier calls) {
    this.topic = topic;
    this.instance = instance;
    this.calls = calls;
    this.producer = new KafkaProducer<>(
        Map.<String, Object>of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            // A flush ends the wait once all of a batch have been handed over.
            ProducerConfig.LINGER_MS_CONFIG,
            1000,
            ProducerConfig.BATCH_SIZE_CONFIG,
            1 << 18,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            topic.settings().maxMessageBytes(),
            ProducerConfig.BUFFER_MEMORY_CONFIG,
            Math.max(64L << 20, 2L * topic.settings().maxMessageBytes()),
            // To give up would leave unknown whether it was written.
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            Integer.MAX_VALUE,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            1000,
            ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
            500),
        new ByteArraySerializer(),
        new ByteArraySerializer());
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Sends the request with its call; waits while the log is behind.
   *
   * @return false, with nothing sent, where both together are longer than a record may be
   */
  public boolean send(ProducerRecord<byte[], byte[]> request, Entry call, Sent sent)
      throws InterruptedException {
    var text = call.write();
    if (request.value().length + text.length > topic.settings().maxMessageBytes() - RESERVE) {
      return false;
    }
    request.headers().add(MessageHeaders.CELERY_WORKER, instance.getBytes(UTF_8));
    request.headers().add(MessageHeaders.CELERY_CALL, text);
    if (underWay.getAndIncrement() == 0) {
      moved = System.nanoTime();
    }
    while (!closing) {
      if (waiting.offer(new Request(request, sent), 200, TimeUnit.MILLISECONDS)) {
        return true;
      }
    }
    throw new InterruptedException("no more is sent");
  }

  private void run() {
    var batch = new ArrayList<Request>();
    try {
      while (!closing) {
        batch.add(waiting.take());
        await();
        waiting.drainTo(batch, MOST_TOGETHER - 1);
        send(batch);
        batch.clear();
      }
    } catch (InterruptedException | InterruptException e) {
      LOG.debug("no more is sent", e); // closed
    }
  }

  private void await() throws InterruptedException {
    long now = System.nanoTime();
    TimeUnit.NANOSECONDS.sleep(left + pace.nanos(now, calls.getAsInt()) - now);
    left = System.nanoTime();
  }

  private void send(List<Request> batch) {
    int partition = choice.of(System.nanoTime(), topic.settings().partitions());
    for (var one : batch) {
      var found = one.record();
      var record = new ProducerRecord<>(
          found.topic(), partition, found.key(), found.value(), found.headers());
      try {
        boolean wanted = one.sent().isWanted();
        while (wanted && !closing && !trySend(record, one.sent())) {
          // Nothing of it is on its way yet.
          wanted = one.sent().isWanted();
        }
        if (!wanted) {
          underWay.decrementAndGet();
        }
      } catch (InterruptException e) {
        throw e;
      } catch (RuntimeException e) {
        end(one.sent(), e);
      }
    }
    producer.flush();
  }

  private void end(Sent sent, Exception failure) {
    underWay.decrementAndGet();
    moved = System.nanoTime();
    if (!closing) {
      sent.refused(failure);
    }
  }

  /** Whether it is on its way; not while the brokers are unknown or the buffer is full. */
  private boolean trySend(ProducerRecord<byte[], byte[]> record, Sent sent) {
    var unsent = new AtomicBoolean();
    producer.send(record, (at, failure) -> {
      if (failure instanceof TimeoutException) {
        unsent.set(true); // of this very call: what is on its way has no limit
        return;
      }
      if (failure != null) {
        end(sent, failure);
        return;
      }
      underWay.decrementAndGet();
      moved = System.nanoTime();
      sent.written(new Place(at.partition(), at.offset()));
    });
    return !unsent.get();
  }

  /** What keeps it from writing; null if nothing does. */
  public @Nullable String trouble() {
    return underWay.get() > 0 && System.nanoTime() - moved > PATIENCE_NANOS
        ? "the log does not answer"
        : null;
  }

  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    producer.close(CLOSE);
  }

  @Override
  public String toString() {
    return "RequestSender{%s, %d under way}".formatted(topic, underWay.get());
  }
}
