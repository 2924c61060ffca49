package io.millrace.topology.serde;

import io.millrace.model.Delivery;
import io.millrace.model.Encoding;
import io.millrace.model.InferenceRequest;
import io.millrace.model.InferenceResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Writes what a message's record says in its headers, in place of what an earlier message left there. */
final class WrittenHeaders {
  // A result's record often starts from its request's, so both clear all of these.
  private static final List<String> OURS = List.of(
      MessageHeaders.CONTENT_TYPE,
      MessageHeaders.ID,
      MessageHeaders.TYPE,
      MessageHeaders.CAUSATION_ID,
      MessageHeaders.MODEL,
      MessageHeaders.VERSION,
      MessageHeaders.EXPIRY,
      MessageHeaders.REPLY_PARTITION,
      MessageHeaders.TRACEPARENT);

  private static final byte[] JSON = utf8(Encoding.JSON.contentType());
  private static final byte[] PROTOBUF = utf8(Encoding.PROTOBUF.contentType());
  private static final byte[] ANSWER = utf8(MessageHeaders.ANSWER_TYPE);
  private static final byte[] FAILURE = utf8(MessageHeaders.FAILURE_TYPE);

  private WrittenHeaders() {}

  static void set(Headers headers, InferenceRequest request) {
    var delivery = request.delivery();
    clear(headers);
    headers.add(MessageHeaders.CONTENT_TYPE, contentType(delivery.encoding()));
    headers.add(MessageHeaders.ID, utf8(request.id().value()));
    addModel(headers, request.model().value(), request.version());
    var expiry = delivery.expiry();
    if (expiry != null) {
      headers.add(MessageHeaders.EXPIRY, IsoInstant.bytes(expiry));
    }
    add(headers, MessageHeaders.REPLY_PARTITION, delivery.replyPartition());
    add(headers, MessageHeaders.TRACEPARENT, delivery.traceparent());
  }

  static void set(Headers headers, InferenceResult.Answered answer) {
    startResult(headers, contentType(answer.delivery().encoding()), ANSWER, answer);
    addModel(headers, answer.model().value(), answer.version());
  }

  /** A failure's body is JSON whatever its request's form was. */
  static void set(Headers headers, InferenceResult.Failed failure) {
    startResult(headers, JSON, FAILURE, failure);
    addModel(headers, failure.model(), failure.version());
  }

  private static void startResult(
      Headers headers, byte[] contentType, byte[] type, InferenceResult result) {
    Delivery delivery = result.delivery();
    clear(headers);
    headers.add(MessageHeaders.CONTENT_TYPE, contentType);
    headers.add(MessageHeaders.TYPE, type);
    headers.add(MessageHeaders.CAUSATION_ID, utf8(result.id().value()));
    add(headers, MessageHeaders.TRACEPARENT, delivery.traceparent());
  }

  private static void addModel(Headers headers, @Nullable String model, @Nullable Object version) {
    add(headers, MessageHeaders.MODEL, model);
    add(headers, MessageHeaders.VERSION, version);
  }

  private static void clear(Headers headers) {
    if (headers.iterator().hasNext()) {
      OURS.forEach(headers::remove);
    }
  }

  private static void add(Headers headers, String name, @Nullable Object value) {
    if (value != null) {
      headers.add(name, utf8(value.toString()));
    }
  }

  private static byte[] contentType(Encoding encoding) {
    return encoding == Encoding.JSON ? JSON : PROTOBUF;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
