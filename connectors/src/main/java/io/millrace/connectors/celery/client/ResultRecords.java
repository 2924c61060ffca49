package io.millrace.connectors.celery.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.model.FailureCode;
import io.millrace.model.InferenceResult;
import io.millrace.topology.Topic;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Makes results into records that their topic takes, in the partition that their caller reads. */
final class ResultRecords {
  // Key, headers and what a record of its own costs beside them.
  private static final int OVERHEAD = 16 << 10;

  private final Topic<String, InferenceResult> topic;
  private volatile int partitions;

  ResultRecords(Topic<String, InferenceResult> topic) {
    this.topic = topic;
  }

  /** How many partitions the topic has. */
  void partitions(int count) {
    partitions = count;
  }

  String topic() {
    return topic.name();
  }

  /** A result as it is told, and its record. */
  record Written(InferenceResult result, ProducerRecord<byte[], byte[]> record) {}

  /** The result, or a failure in its place if it does not fit. */
  Written of(InferenceResult result) {
    var written = write(result);
    int most = topic.settings().maxMessageBytes() - OVERHEAD;
    int size = written.value() == null ? 0 : written.value().length;
    if (size <= most) {
      return new Written(result, written);
    }
    var failure = tooLarge(
        result,
        "the result takes %d bytes, the topic %s takes %d".formatted(size, topic.name(), most));
    return new Written(failure, write(failure));
  }

  private static InferenceResult.Failed tooLarge(InferenceResult result, String reason) {
    var named = result instanceof InferenceResult.Answered answer ? answer : null;
    return new InferenceResult.Failed(
        result.id(),
        named == null ? null : named.model().value(),
        named == null ? null : named.version().toString(),
        FailureCode.TOO_LARGE,
        reason,
        result.delivery());
  }

  private ProducerRecord<byte[], byte[]> write(InferenceResult result) {
    var headers = new RecordHeaders();
    var value = Objects.requireNonNull(
        topic.values().serializer().serialize(topic.name(), headers, result));
    return new ProducerRecord<>(
        topic.name(), partition(result), result.id().value().getBytes(UTF_8), value, headers);
  }

  private @Nullable Integer partition(InferenceResult result) {
    var wanted = result.delivery().replyPartition();
    return wanted != null && wanted < partitions ? wanted : null;
  }
}
