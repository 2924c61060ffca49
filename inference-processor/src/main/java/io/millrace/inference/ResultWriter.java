package io.millrace.inference;

import static io.millrace.topology.serde.MessageHeaders.INPUTS;

import io.millrace.model.FailureCode;
import io.millrace.model.InferenceResult;
import io.millrace.model.InvalidRequestException;
import io.millrace.topology.DeadLetters;
import io.millrace.topology.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Makes results and dead letters into records that their topics take. */
final class ResultWriter {
  // What a record of its own costs beside key, value and headers: the batch's header and the
  // longest varints.
  private static final int BATCH_OVERHEAD = 61 + 31;
  private static final int HEADER_OVERHEAD = 10;

  private final String topic;
  private final Serializer<InferenceResult> serializer;
  private final int maxMessageBytes;
  private final int maxDeadLetterBytes;

  ResultWriter(Topic<String, InferenceResult> results, Topic<byte[], byte[]> deadLetters) {
    this.topic = results.name();
    this.serializer = results.values().serializer();
    this.maxMessageBytes = results.settings().maxMessageBytes();
    this.maxDeadLetterBytes = deadLetters.settings().maxMessageBytes();
  }

  /** A result and its record. */
  record Written(InferenceResult result, Record<byte[], Outgoing> record) {}

  /** The record of the result; of a failure in its place if the result cannot be written or is too large. */
  Written write(InferenceResult result, long timestamp) {
    try {
      var record = encode(result, timestamp);
      long size = size(record);
      return size <= maxMessageBytes
          ? new Written(result, record)
          : written(tooLarge(result, size), timestamp);
    } catch (InvalidRequestException e) {
      return written(failed(result, e.code(), e.reason()), timestamp);
    } catch (ArithmeticException | OutOfMemoryError e) {
      var reason = "the result cannot be written, it is too large: %s. Maybe ask for fewer rows";
      return written(failed(result, FailureCode.TOO_LARGE, reason.formatted(e)), timestamp);
    }
  }

  /** As the other; the record also has the sample of the inputs, if there is room for it beside an answer. */
  Written write(InferenceResult result, byte @Nullable [] inputs, long timestamp) {
    var written = write(result, timestamp);
    if (inputs != null && written.result() instanceof InferenceResult.Answered) {
      long size = size(written.record()) + HEADER_OVERHEAD + 3L * INPUTS.length() + inputs.length;
      if (size <= maxMessageBytes) {
        written.record().headers().add(INPUTS, inputs);
      }
    }
    return written;
  }

  private Written written(InferenceResult.Failed failure, long timestamp) {
    return new Written(failure, encode(failure, timestamp));
  }

  private Record<byte[], Outgoing> encode(InferenceResult result, long timestamp) {
    Headers headers = new RecordHeaders();
    var bytes = Objects.requireNonNull(serializer.serialize(topic, headers, result));
    var key = result.id().value().getBytes(StandardCharsets.UTF_8);
    var outgoing = new Outgoing.Result(bytes, result.delivery().replyPartition());
    return new Record<>(key, outgoing, timestamp, headers);
  }

  /**
   * The record as found, with the reason. A compressed batch may hold records that are larger than any topic takes:
   * such a one is left where it stands, and its dead letter only tells of it.
   */
  Record<byte[], Outgoing> deadLetter(
      Record<byte[], byte[]> found, RecordMetadata at, String reason) {
    var headers = DeadLetters.headers(found.headers(), at, InferenceStage.NAME, reason);
    var letter =
        found.<Outgoing>withValue(new Outgoing.DeadLetter(found.value())).withHeaders(headers);
    long size = size(letter);
    return size <= maxDeadLetterBytes ? letter : withoutContents(found, at, reason, size);
  }

  private static Record<byte[], Outgoing> withoutContents(
      Record<byte[], byte[]> found, RecordMetadata at, String reason, long size) {
    var why = "%s (with its %d bytes it does not fit here)".formatted(reason, size);
    var headers = DeadLetters.headers(new RecordHeaders(), at, InferenceStage.NAME, why);
    return new Record<>(null, new Outgoing.DeadLetter(null), found.timestamp(), headers);
  }

  private static long size(Record<byte[], Outgoing> record) {
    var bytes = record.value().bytes();
    long size = (long) BATCH_OVERHEAD
        + (record.key() == null ? 0 : record.key().length)
        + (bytes == null ? 0 : bytes.length);
    for (var header : record.headers()) {
      size += HEADER_OVERHEAD
          + 3L * header.key().length()
          + (header.value() == null ? 0 : header.value().length);
    }
    return size;
  }

  private InferenceResult.Failed tooLarge(InferenceResult result, long size) {
    return failed(
        result,
        FailureCode.TOO_LARGE,
        "the result takes %d bytes, the topic %s takes %d. Maybe ask for fewer outputs or rows"
            .formatted(size, topic, maxMessageBytes));
  }

  private static InferenceResult.Failed failed(
      InferenceResult result, FailureCode code, String reason) {
    if (result instanceof InferenceResult.Answered answer) {
      return new InferenceResult.Failed(
          answer.id(),
          answer.model().value(),
          answer.version().toString(),
          code,
          reason,
          answer.delivery());
    }
    var failure = (InferenceResult.Failed) result;
    return new InferenceResult.Failed(
        failure.id(), null, null, failure.code(), reason, failure.delivery());
  }
}
