package io.millrace.ingress.predictions;

import static io.millrace.topology.serde.MessageHeaders.DEAD_REASON;
import static io.millrace.topology.serde.MessageHeaders.DEAD_STAGE;

import io.millrace.ingress.http.RefusedException;
import io.millrace.ingress.log.LogConfig;
import io.millrace.ingress.log.RecordLog;
import io.millrace.model.FailureCode;
import io.millrace.model.Feedback;
import io.millrace.topology.Topic;
import io.millrace.topology.serde.FeedbackReader;
import io.millrace.topology.serde.FeedbackReader.Entry;
import io.millrace.topology.serde.MessageHeaders;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import reactor.core.publisher.Mono;

/** Feedback over Kafka. Its records bear the time of their arrival. */
public final class KafkaFeedbackLog implements FeedbackLog, AutoCloseable {
  private static final String STAGE = "ingress";

  private final Topic<String, Feedback> feedback;
  private final String deadLetters;
  private final RecordLog log;

  public KafkaFeedbackLog(LogConfig config) {
    this.feedback = config.topics().feedback();
    this.deadLetters = config.topics().deadLetters().name();
    this.log = new RecordLog(config);
  }

  @Override
  public Mono<Void> write(List<Entry> entries) {
    return log.write(entries.stream().map(this::record).toList())
        .onErrorMap(KafkaFeedbackLog::refusal);
  }

  private ProducerRecord<byte[], byte[]> record(Entry entry) {
    if (entry instanceof FeedbackReader.Entry.Refused refused) {
      var record = new ProducerRecord<byte[], byte[]>(deadLetters, refused.bytes());
      MessageHeaders.set(record.headers(), DEAD_REASON, refused.reason());
      MessageHeaders.set(record.headers(), DEAD_STAGE, STAGE);
      return record;
    }
    var one = ((FeedbackReader.Entry.Read) entry).feedback();
    var name = feedback.name();
    return new ProducerRecord<>(
        name,
        feedback.keys().serializer().serialize(name, one.id().value()),
        feedback.values().serializer().serialize(name, one));
  }

  private static RuntimeException refusal(Throwable failure) {
    return failure instanceof RecordTooLargeException
        ? new RefusedException(FailureCode.TOO_LARGE, "feedback is larger than its topic takes", 0)
        : RefusedException.unavailable(
            "the feedback could not be written: " + failure.getClass().getSimpleName());
  }

  @Override
  public void close() {
    log.close();
  }

  @Override
  public String toString() {
    return "KafkaFeedbackLog{%s}".formatted(feedback);
  }
}
