package io.millrace.connectors.celery.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.topology.serde.MessageHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what a worker takes, in one transaction for all that has come meanwhile. While the log is away it tries again,
 * and takes nothing more than its queue holds, so that who hands in waits and the broker keeps the rest.
 */
public final class Journal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
  private static final int MOST_WAITING = 4096;
  private static final int MOST_TOGETHER = 2048;
  private static final long MOST_BYTES = 16L << 20;
  private static final int RESERVE = 4096; // for the key, and what goes with each record
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final JournalConfig config;
  private final BlockingQueue<Write> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Thread thread = new Thread(this::write, "celery-journal");
  private @Nullable Producer<byte[], byte[]> producer;
  private volatile @Nullable String trouble;
  private volatile boolean closing;

  public Journal(JournalConfig config) {
    this.config = config;
    thread.setDaemon(true);
  }

  /** Ends what an earlier writer of the same name has left open, and begins. */
  public void start() {
    producer = open();
    thread.start();
  }

  /** Hands the records in; waits while there are too many. */
  public void submit(Write write) throws InterruptedException {
    waiting.put(write);
  }

  /** What keeps it from writing; null if nothing does. */
  public @Nullable String trouble() {
    return trouble;
  }

  /** Whether the log takes a record with that value. */
  public boolean holds(byte[] value) {
    return value.length <= config.mostBytes() - RESERVE;
  }

  /** How much waits to be written. */
  public int waiting() {
    return waiting.size();
  }

  /** An entry as it is written. */
  public ProducerRecord<byte[], byte[]> record(Entry entry) {
    var record = record(entry.key(), entry.write());
    record.headers().add(MessageHeaders.CELERY_WORKER, config.instance().getBytes(UTF_8));
    return record;
  }

  /** An entry of another form as it is written. */
  public ProducerRecord<byte[], byte[]> record(String key, byte[] value) {
    return new ProducerRecord<>(config.topic(), 0, key.getBytes(UTF_8), value);
  }

  /** The worker's checkpoint as it is written. */
  public ProducerRecord<byte[], byte[]> record(Checkpoint checkpoint) {
    return record(JournalReader.CHECKPOINT + config.instance(), checkpoint.write());
  }

  /** What makes an entry be forgotten. */
  public ProducerRecord<byte[], byte[]> forgotten(String key) {
    return new ProducerRecord<>(config.topic(), 0, key.getBytes(UTF_8), null);
  }

  private void write() {
    try {
      var batch = new ArrayList<Write>();
      while (!closing) {
        var first = waiting.poll(200, TimeUnit.MILLISECONDS);
        if (first != null) {
          batch.add(first);
          drain(batch, first.bytes());
          batch.removeIf(write -> !write.wanted().getAsBoolean());
          commit(batch);
          batch.clear();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      closeProducer();
    }
  }

  // A transaction must end in time, so that its bytes count, too.
  private void drain(List<Write> batch, long bytes) {
    long sum = bytes;
    var next = waiting.peek();
    while (next != null && batch.size() < MOST_TOGETHER && sum + next.bytes() <= MOST_BYTES) {
      batch.add(waiting.remove());
      sum += next.bytes();
      next = waiting.peek();
    }
  }

  private void commit(List<Write> batch) throws InterruptedException {
    if (batch.isEmpty()) {
      return;
    }
    // By this record is known whether a commit whose answer was lost has happened.
    var mark = UUID.randomUUID().toString();
    while (!closing) {
      try {
        tryCommit(batch, mark);
        trouble = null;
        break;
      } catch (KafkaException e) {
        if (trouble == null) {
          LOG.warn("the journal of Celery tasks waits: {}", e.toString());
        }
        trouble = "the log: " + e.getMessage();
        TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        closeProducer();
        if (happened(mark)) {
          break;
        }
      }
    }
    if (!closing) {
      batch.forEach(Journal::committed);
    }
  }

  private static void committed(Write write) {
    try {
      write.committed().run();
    } catch (RuntimeException | Error e) {
      // What one task comes to must not keep the journal from those after it.
      LOG.error("what follows a record of the journal failed", e);
    }
  }

  private void tryCommit(List<Write> batch, String mark) throws InterruptedException {
    var to = producer == null ? open() : producer;
    producer = to;
    to.beginTransaction();
    for (var write : batch) {
      write.records().forEach(to::send);
    }
    to.send(new ProducerRecord<>(
        config.topic(), 0, config.markKey().getBytes(UTF_8), mark.getBytes(UTF_8)));
    while (true) {
      try {
        to.commitTransaction();
        return;
      } catch (TimeoutException e) {
        // The client remembers that it is committing: to ask again is all that is allowed.
        if (closing) {
          throw e;
        }
        trouble = "the log does not answer";
      }
    }
  }

  private boolean happened(String mark) {
    while (!closing) {
      try {
        producer = open(); // which ends the transaction one way or the other
        try (var reader = new JournalReader<>(config, value -> value)) {
          reader.refresh();
          return mark.equals(reader.mark());
        }
      } catch (KafkaException e) {
        closeProducer();
        LOG.debug("the journal still waits", e);
      }
    }
    return false;
  }

  private Producer<byte[], byte[]> open() {
    var opened = new KafkaProducer<>(
        Map.<String, Object>of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            config.bootstrap(),
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            config.transactionalId(),
            ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
            10_000,
            ProducerConfig.LINGER_MS_CONFIG,
            0,
            ProducerConfig.BATCH_SIZE_CONFIG,
            1 << 18,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            config.mostBytes(),
            ProducerConfig.BUFFER_MEMORY_CONFIG,
            Math.max(64L << 20, 2L * config.mostBytes()),
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            20_000,
            ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
            500),
        new ByteArraySerializer(),
        new ByteArraySerializer());
    try {
      opened.initTransactions();
      return opened;
    } catch (RuntimeException e) {
      opened.close(Duration.ZERO);
      throw e;
    }
  }

  private void closeProducer() {
    var last = producer;
    producer = null;
    if (last != null) {
      last.close(Duration.ZERO);
    }
  }

  @Override
  public void close() {
    closing = true;
    try {
      thread.join(Duration.ofSeconds(5).toMillis());
      thread.interrupt();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "Journal{%s}".formatted(config.topic());
  }
}
