package io.millrace.topology.serde;

import io.millrace.model.Delivery;
import io.millrace.model.Encoding;
import io.millrace.model.FailureCode;
import io.millrace.model.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** The headers of one record that the protocol's messages know, gathered in one walk; the last of a name counts. */
final class RequestHeaders {
  private static final byte[] PROTOBUF = utf8(Encoding.PROTOBUF.contentType());
  private static final byte[] JSON = utf8(Encoding.JSON.contentType());

  // W3C's is 55 bytes. It is repeated in the result, which must fit its topic.
  private static final int LONGEST_TRACEPARENT = 512;

  private byte @Nullable [] contentType;
  private byte @Nullable [] id;
  private byte @Nullable [] causationId;
  private byte @Nullable [] type;
  private byte @Nullable [] model;
  private byte @Nullable [] version;
  private byte @Nullable [] expiry;
  private byte @Nullable [] replyPartition;
  private byte @Nullable [] traceparent;

  static RequestHeaders of(Headers headers) {
    var known = new RequestHeaders();
    for (var header : headers) {
      known.take(header.key(), header.value());
    }
    return known;
  }

  private void take(String name, byte @Nullable [] value) {
    switch (name) {
      case MessageHeaders.CONTENT_TYPE -> contentType = value;
      case MessageHeaders.ID -> id = value;
      case MessageHeaders.CAUSATION_ID -> causationId = value;
      case MessageHeaders.TYPE -> type = value;
      case MessageHeaders.MODEL -> model = value;
      case MessageHeaders.VERSION -> version = value;
      case MessageHeaders.EXPIRY -> expiry = value;
      case MessageHeaders.REPLY_PARTITION -> replyPartition = value;
      case MessageHeaders.TRACEPARENT -> traceparent = value;
      default -> {
        // Others' headers are none of ours.
      }
    }
  }

  @Nullable
  String id() {
    return text(id);
  }

  @Nullable
  String causationId() {
    return text(causationId);
  }

  @Nullable
  String type() {
    return text(type);
  }

  @Nullable
  String model() {
    return text(model);
  }

  @Nullable
  String version() {
    return text(version);
  }

  /** The form that the content type names; JSON where there is none. */
  Encoding encoding() {
    if (contentType == null || Arrays.equals(contentType, JSON)) {
      return Encoding.JSON;
    }
    return Arrays.equals(contentType, PROTOBUF) ? Encoding.PROTOBUF : encodingOf(contentType);
  }

  private static Encoding encodingOf(byte[] contentType) {
    var text = new String(contentType, StandardCharsets.UTF_8);
    int parameters = text.indexOf(';');
    var type = parameters < 0 ? text : text.substring(0, parameters);
    return switch (type.strip().toLowerCase(Locale.ROOT)) {
      case "", "application/json" -> Encoding.JSON;
      case "application/x-protobuf", "application/protobuf", "application/vnd.google.protobuf" ->
        Encoding.PROTOBUF;
      default ->
        throw new InvalidRequestException(
            FailureCode.UNSUPPORTED,
            "content type \"%s\": send application/json or application/x-protobuf"
                .formatted(Utf8.shortened(text)));
    };
  }

  Delivery delivery(Encoding encoding) {
    return new Delivery(encoding, expiry(), replyPartition(), traceparent());
  }

  /** What can be read of the delivery, for a failure that is sent in any case. */
  Delivery deliveryAsFarAsReadable() {
    return new Delivery(readableEncoding(), null, readableReplyPartition(), traceparent());
  }

  private @Nullable String traceparent() {
    return traceparent == null || traceparent.length > LONGEST_TRACEPARENT
        ? null
        : text(traceparent);
  }

  private Encoding readableEncoding() {
    try {
      return encoding();
    } catch (InvalidRequestException e) {
      return Encoding.JSON;
    }
  }

  private @Nullable Integer readableReplyPartition() {
    try {
      return replyPartition();
    } catch (InvalidRequestException e) {
      return null;
    }
  }

  private @Nullable Instant expiry() {
    if (expiry == null || expiry.length == 0) {
      return null;
    }
    try {
      return IsoInstant.parse(expiry);
    } catch (DateTimeParseException e) {
      throw malformed(
          MessageHeaders.EXPIRY,
          new String(expiry, StandardCharsets.UTF_8),
          "a time such as 2026-01-31T12:00:00.5Z");
    }
  }

  private @Nullable Integer replyPartition() {
    var text = text(replyPartition);
    if (text == null) {
      return null;
    }
    try {
      int partition = Integer.parseInt(text);
      if (partition >= 0) {
        return partition;
      }
    } catch (NumberFormatException e) {
      // Told below, as a negative number is.
    }
    throw malformed(MessageHeaders.REPLY_PARTITION, text, "a partition's number");
  }

  private static InvalidRequestException malformed(String header, String value, String expected) {
    return new InvalidRequestException(
        FailureCode.MALFORMED,
        "header \"%s\": \"%s\" is not %s".formatted(header, Utf8.shortened(value), expected));
  }

  private static @Nullable String text(byte @Nullable [] value) {
    return value == null || value.length == 0 ? null : new String(value, StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
