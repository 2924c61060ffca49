package io.millrace.connectors.celery.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.topology.serde.MessageHeaders;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the journal: what was taken, by whomever, and not forgotten yet. Of one thread at a time.
 *
 * @param <E> what an entry is read as
 */
public final class JournalReader<E> implements AutoCloseable {
  static final String MARK = "~mark/";
  static final String CHECKPOINT = "~checkpoint/";
  private static final Logger LOG = LoggerFactory.getLogger(JournalReader.class);
  private static final Duration POLL = Duration.ofMillis(100);

  private final JournalConfig config;
  private final Function<byte[], E> form;
  private final TopicPartition partition;
  private final KafkaConsumer<byte[], byte[]> committed;
  private final KafkaConsumer<byte[], byte[]> all;
  private final Map<String, E> entries = new HashMap<>();
  private final Map<String, String> workers = new HashMap<>();
  private final Map<String, Checkpoint> checkpoints = new HashMap<>();
  private @Nullable String mark;

  /** @param form makes an entry of a record's value; may throw where it is none */
  public JournalReader(JournalConfig config, Function<byte[], E> form) {
    this.form = form;
    this.config = config;
    this.partition = new TopicPartition(config.topic(), 0);
    this.committed = consumer("read_committed");
    this.all = consumer("read_uncommitted");
    all.assign(List.of(partition));
    committed.assign(List.of(partition));
    committed.seekToBeginning(List.of(partition));
  }

  private KafkaConsumer<byte[], byte[]> consumer(String isolation) {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            config.bootstrap(),
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            isolation,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  /** Reads all that was written before this call, and waits for transactions that were open then. */
  public synchronized Map<String, E> refresh() {
    long end = all.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    while (committed.position(partition) < end) {
      committed.poll(POLL).forEach(this::take);
    }
    return Map.copyOf(entries);
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    var key = new String(record.key(), UTF_8);
    if (key.startsWith(MARK)) {
      if (key.equals(config.markKey()) && record.value() != null) {
        mark = new String(record.value(), UTF_8);
      }
    } else if (key.startsWith(CHECKPOINT)) {
      if (record.value() != null) {
        checkpoints.put(key.substring(CHECKPOINT.length()), Checkpoint.read(record.value()));
      }
    } else if (record.value() == null) {
      entries.remove(key);
      workers.remove(key);
    } else {
      var worker = MessageHeaders.text(record.headers(), MessageHeaders.CELERY_WORKER);
      workers.put(key, worker == null ? config.instance() : worker);
      read(key, record.value());
    }
  }

  private void read(String key, byte[] value) {
    try {
      entries.put(key, form.apply(value));
    } catch (RuntimeException e) {
      // Not of this program's making: others' records must not keep it from starting.
      LOG.warn("{}: \"{}\" is no entry: {}", config.topic(), key, e.toString());
    }
  }

  /** What this worker has taken, as of the last refresh. */
  public synchronized Map<String, E> own() {
    var own = new HashMap<>(entries);
    own.keySet().removeIf(key -> !config.instance().equals(workers.get(key)));
    return own;
  }

  /** The checkpoints of all workers, by their instances, as of the last refresh. */
  public synchronized Map<String, Checkpoint> checkpoints() {
    return Map.copyOf(checkpoints);
  }

  /** The last batch of this worker. */
  @Nullable
  String mark() {
    return mark;
  }

  @Override
  public synchronized void close() {
    committed.close();
    all.close();
  }
}
