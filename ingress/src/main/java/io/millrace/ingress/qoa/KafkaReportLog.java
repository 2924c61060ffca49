package io.millrace.ingress.qoa;

import static io.millrace.topology.serde.MessageHeaders.DEAD_REASON;
import static io.millrace.topology.serde.MessageHeaders.DEAD_STAGE;

import io.millrace.ingress.http.RefusedException;
import io.millrace.ingress.log.KeptProducer;
import io.millrace.ingress.log.LogConfig;
import io.millrace.model.FailureCode;
import io.millrace.model.qoa.Report;
import io.millrace.topology.Topic;
import io.millrace.topology.serde.MessageHeaders;
import io.millrace.topology.serde.qoa.ReportReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;

/**
 * Reports over Kafka. Their records bear the time of their arrival: brokers refuse those from the future, as a probe
 * whose clock is ahead would make them. The report's own time is in its body.
 */
public final class KafkaReportLog implements ReportLog, AutoCloseable {
  private static final String STAGE = "ingress";
  // Writing happens on threads that may wait, for a topic to be known or for room.
  private static final int MAX_BLOCK_MS = 2000;

  private final Topic<String, Report> reports;
  private final Topic<byte[], byte[]> deadLetters;
  private final Serializer<String> keys;
  private final Serializer<Report> values;
  private final KeptProducer<byte[], byte[]> producer;

  public KafkaReportLog(LogConfig config) {
    this.reports = config.topics().reports();
    this.deadLetters = config.topics().deadLetters();
    this.keys = reports.keys().serializer();
    this.values = reports.values().serializer();
    var settings = config.producer(0);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, deadLetters.settings().maxMessageBytes());
    this.producer =
        new KeptProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public Mono<Void> write(List<ReportReader.Entry> entries) {
    return Mono.<Void>create(sink -> send(records(entries), sink))
        .subscribeOn(Schedulers.boundedElastic());
  }

  private List<ProducerRecord<byte[], byte[]>> records(List<ReportReader.Entry> entries) {
    var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
    for (var entry : entries) {
      if (entry instanceof ReportReader.Read read) {
        read.report().bySource().forEach(report -> records.add(record(report)));
      } else if (entry instanceof ReportReader.Refused refused) {
        records.add(deadLetter(refused));
      }
    }
    return records;
  }

  private ProducerRecord<byte[], byte[]> record(Report report) {
    return new ProducerRecord<>(
        reports.name(),
        keys.serialize(reports.name(), report.source().key()),
        values.serialize(reports.name(), report));
  }

  private ProducerRecord<byte[], byte[]> deadLetter(ReportReader.Refused refused) {
    var record = new ProducerRecord<byte[], byte[]>(deadLetters.name(), refused.bytes());
    MessageHeaders.set(record.headers(), DEAD_REASON, refused.reason());
    MessageHeaders.set(record.headers(), DEAD_STAGE, STAGE);
    return record;
  }

  private void send(List<ProducerRecord<byte[], byte[]>> records, MonoSink<Void> sink) {
    if (records.isEmpty()) {
      sink.success();
      return;
    }
    var left = new AtomicInteger(records.size());
    Runnable written = () -> {
      if (left.decrementAndGet() == 0) {
        sink.success();
      }
    };
    try {
      records.forEach(
          record -> producer.send(record, written, failure -> sink.error(refusal(failure))));
    } catch (RuntimeException e) {
      // Whatever the client throws, the caller must hear: what has been sent may still be written.
      sink.error(refusal(e));
    }
  }

  private static RuntimeException refusal(Throwable failure) {
    if (failure instanceof RecordTooLargeException) {
      return new RefusedException(
          FailureCode.TOO_LARGE, "a report is larger than its topic takes", 0);
    }
    return RefusedException.unavailable(
        "the reports could not be written: " + failure.getClass().getSimpleName());
  }

  @Override
  public void close() {
    producer.close();
  }

  @Override
  public String toString() {
    return "KafkaReportLog{%s}".formatted(reports);
  }
}
