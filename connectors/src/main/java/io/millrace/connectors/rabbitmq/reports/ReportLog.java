package io.millrace.connectors.rabbitmq.reports;

import static io.millrace.topology.serde.MessageHeaders.DEAD_REASON;
import static io.millrace.topology.serde.MessageHeaders.DEAD_STAGE;
import static io.millrace.topology.serde.MessageHeaders.DEAD_TOPIC;

import io.millrace.model.qoa.Report;
import io.millrace.topology.Topic;
import io.millrace.topology.serde.MessageHeaders;
import io.millrace.topology.serde.qoa.ReportLimits;
import io.millrace.topology.serde.qoa.ReportReader;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what messages report to the log: each as a report of its source, or as a dead letter. */
final class ReportLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReportLog.class);
  private static final String STAGE = "bridge";
  private static final String REDELIVERED = "redelivered";
  private static final String ROUTING_KEY = "amqp-routing-key";
  private static final int MOST_BLOCKED_MS = 60_000;

  private final Topic<String, Report> reports;
  private final Topic<byte[], byte[]> deadLetters;
  private final Serializer<String> keys;
  private final Serializer<Report> values;
  private final ReportReader reader = new ReportReader(ReportLimits.DEFAULTS);
  private final InstantSource clock;
  private final Producer<byte[], byte[]> producer;
  final LongAdder unreadable = new LongAdder();

  ReportLog(ReportsConfig config, InstantSource clock) {
    this.reports = config.topics().reports();
    this.deadLetters = config.topics().deadLetters();
    this.keys = reports.keys().serializer();
    this.values = reports.values().serializer();
    this.clock = clock;
    this.producer = new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            config.bootstrap(),
            ProducerConfig.CLIENT_ID_CONFIG,
            config.topics().prefix() + "reports-bridge",
            ProducerConfig.ACKS_CONFIG,
            "all",
            // A message is kept here until it is on the log, however long that takes.
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            Integer.MAX_VALUE,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            MOST_BLOCKED_MS,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            deadLetters.settings().maxMessageBytes(),
            ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
            500),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /**
   * A message as it came.
   *
   * @param again whether the broker may have sent it before
   */
  record Received(String queue, String routingKey, boolean again, byte[] body) {}

  /**
   * Writes all that the message reports.
   *
   * @param written called once all of it is durable, by another thread
   * @param failed called instead, once, where the log refuses some of it; by another thread or by this one. It must not
   *     wait for anything
   */
  void write(Received message, Runnable written, Consumer<Exception> failed) {
    var records = records(message);
    var left = new AtomicInteger(records.size());
    for (var record : records) {
      send(
          record,
          message,
          () -> {
            if (left.decrementAndGet() == 0) {
              written.run();
            }
          },
          failure -> {
            // Below zero it comes to neither end any more.
            if (left.getAndSet(-1) > 0) {
              failed.accept(failure);
            }
          });
    }
  }

  private void send(
      ProducerRecord<byte[], byte[]> record,
      Received message,
      Runnable written,
      Consumer<Exception> failed) {
    producer.send(record, (at, failure) -> {
      if (failure == null) {
        written.run();
      } else if (failure instanceof RecordTooLargeException) {
        // Nothing may be sent from here but by others' threads.
        unreadable.increment();
        LOG.error(
            "{}: {} bytes are too large for {}",
            message.queue(),
            message.body().length,
            record.topic());
        written.run();
      } else {
        // Never acknowledged, it comes again with the next channel.
        LOG.debug("{}: a report is not written", message.queue(), failure);
        failed.accept(failure);
      }
    });
  }

  private List<ProducerRecord<byte[], byte[]>> records(Received message) {
    var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
    for (var entry : reader.read(message.body(), clock.instant())) {
      if (entry instanceof ReportReader.Read read) {
        for (var report : read.report().bySource()) {
          records.add(record(report, message));
        }
      } else if (entry instanceof ReportReader.Refused refused) {
        records.add(letter(refused.bytes(), refused.reason(), message));
      }
    }
    return records.isEmpty()
        ? List.of(letter(message.body(), "it reports of nothing", message))
        : records;
  }

  private ProducerRecord<byte[], byte[]> record(Report report, Received message) {
    var value = values.serialize(reports.name(), report);
    int most = reports.settings().maxMessageBytes() - 1024;
    if (value.length > most) {
      return letter(
          message.body(),
          "%d bytes are more than %s takes".formatted(value.length, reports.name()),
          message);
    }
    var key = keys.serialize(reports.name(), report.source().key());
    return marked(new ProducerRecord<>(reports.name(), key, value), message);
  }

  private ProducerRecord<byte[], byte[]> letter(byte[] body, String reason, Received message) {
    unreadable.increment();
    boolean fits = body.length < deadLetters.settings().maxMessageBytes() - (64 << 10);
    var record =
        new ProducerRecord<byte[], byte @Nullable []>(deadLetters.name(), fits ? body : null);
    MessageHeaders.set(
        record.headers(), DEAD_REASON, fits ? reason : reason + "; too large to be kept here");
    MessageHeaders.set(record.headers(), DEAD_STAGE, STAGE);
    MessageHeaders.set(record.headers(), DEAD_TOPIC, "amqp:" + message.queue());
    MessageHeaders.set(record.headers(), ROUTING_KEY, message.routingKey());
    return marked(record, message);
  }

  private static ProducerRecord<byte[], byte[]> marked(
      ProducerRecord<byte[], byte[]> record, Received message) {
    if (message.again()) {
      MessageHeaders.set(record.headers(), REDELIVERED, "true");
    }
    return record;
  }

  /** Waits until all that was written is durable. */
  void flush() {
    producer.flush();
  }

  @Override
  public void close() {
    producer.close(java.time.Duration.ofSeconds(5));
  }
}
