package io.millrace.ingress.qoa;

import static io.millrace.topology.serde.MessageHeaders.DEAD_REASON;
import static io.millrace.topology.serde.MessageHeaders.DEAD_STAGE;

import io.millrace.ingress.http.RefusedException;
import io.millrace.ingress.log.LogConfig;
import io.millrace.ingress.log.RecordLog;
import io.millrace.model.FailureCode;
import io.millrace.model.qoa.Report;
import io.millrace.topology.Mark;
import io.millrace.topology.Topic;
import io.millrace.topology.serde.MessageHeaders;
import io.millrace.topology.serde.qoa.ReportReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.Serializer;
import reactor.core.publisher.Mono;

/**
 * Reports over Kafka. Their records bear the time of their arrival: brokers refuse those from the future, as a probe
 * whose clock is ahead would make them. The report's own time is in its body.
 */
public final class KafkaReportLog implements ReportLog, AutoCloseable {
  private static final String STAGE = "ingress";

  private final Topic<String, Report> reports;
  private final Topic<byte[], byte[]> deadLetters;
  private final Serializer<String> keys;
  private final Serializer<Report> values;
  private final RecordLog log;

  public KafkaReportLog(LogConfig config) {
    this.reports = config.topics().reports();
    this.deadLetters = config.topics().deadLetters();
    this.keys = reports.keys().serializer();
    this.values = reports.values().serializer();
    this.log = new RecordLog(config);
  }

  @Override
  public Mono<Void> write(List<ReportReader.Entry> entries) {
    return Mono.defer(() -> log.write(records(entries))).onErrorMap(KafkaReportLog::refusal);
  }

  /** Tells the application's own time in all partitions of the reports: see {@link Mark}. */
  public Mono<Void> mark(String application, long millis) {
    var marks = IntStream.range(0, reports.settings().partitions())
        .mapToObj(partition -> Mark.record(reports.name(), partition, application, millis))
        .toList();
    return Mono.defer(() -> log.write(marks)).onErrorMap(KafkaReportLog::refusal);
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
    log.close();
  }

  @Override
  public String toString() {
    return "KafkaReportLog{%s}".formatted(reports);
  }
}
