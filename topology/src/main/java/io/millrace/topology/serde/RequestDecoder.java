package io.millrace.topology.serde;

import io.millrace.model.Delivery;
import io.millrace.model.Encoding;
import io.millrace.model.FailureCode;
import io.millrace.model.InferenceRequest;
import io.millrace.model.InferenceResult;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.model.RequestId;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** A record of the requests topic as a request: its headers rule, its body fills in, its key and place name it. */
public final class RequestDecoder {
  private static final String TIMEOUT = "timeout";

  private RequestDecoder() {}

  /**
   * Reads one record.
   *
   * @param timestampMillis the record's; the request's {@code timeout} (µs) counts from it. Negative: unknown
   * @throws InvalidRequestException if the record is no request; {@link #failure} makes its result
   */
  public static InferenceRequest decode(
      Headers headers,
      byte @Nullable [] key,
      byte @Nullable [] value,
      String topic,
      int partition,
      long offset,
      long timestampMillis) {
    var known = RequestHeaders.of(headers);
    var encoding = known.encoding();
    var body = body(encoding, value);
    var id = firstOf(known.id(), body.id());
    return request(
        known,
        body,
        id == null ? fallbackId(key, topic, partition, offset) : id,
        known.delivery(encoding),
        timestampMillis);
  }

  /** As {@link #decode}, for one who knows neither key nor place nor time: the id must be in headers or body. */
  static InferenceRequest decode(Headers headers, byte[] value) {
    var known = RequestHeaders.of(headers);
    var encoding = known.encoding();
    var body = body(encoding, value);
    var id = firstOf(known.id(), body.id());
    if (id == null) {
      throw malformed("no id: set the header \"%s\"".formatted(MessageHeaders.ID));
    }
    return request(known, body, id, known.delivery(encoding), -1);
  }

  /** The result of a record that {@link #decode} refused. Never throws. */
  public static InferenceResult.Failed failure(
      InvalidRequestException reason,
      Headers headers,
      byte @Nullable [] key,
      String topic,
      int partition,
      long offset) {
    var known = RequestHeaders.of(headers);
    var id = known.id();
    return new InferenceResult.Failed(
        new RequestId(
            id == null || id.length() > RequestId.LONGEST
                ? fallbackId(key, topic, partition, offset)
                : id),
        known.model(),
        known.version(),
        reason.code(),
        reason.reason(),
        known.deliveryAsFarAsReadable());
  }

  private static RequestBody body(Encoding encoding, byte @Nullable [] value) {
    if (value == null || value.length == 0) {
      throw malformed("empty request");
    }
    return switch (encoding) {
      case JSON -> OipJson.readRequest(value);
      case PROTOBUF -> OipProtobuf.readRequest(value);
    };
  }

  private static InferenceRequest request(
      RequestHeaders known, RequestBody body, String id, Delivery delivery, long timestampMillis) {
    var model = firstOf(known.model(), body.model());
    if (model == null) {
      throw malformed("no model: set the header \"%s\"".formatted(MessageHeaders.MODEL));
    }
    var version = firstOf(known.version(), body.version());
    return new InferenceRequest(
        new RequestId(id),
        new ModelName(model),
        version == null ? null : ModelVersion.of(version),
        body.inputs(),
        body.outputs(),
        body.parameters(),
        withTimeout(delivery, body.parameters(), timestampMillis));
  }

  private static @Nullable String firstOf(@Nullable String header, @Nullable String body) {
    var first = header == null ? body : header;
    return first == null || first.isEmpty() ? null : first;
  }

  private static String fallbackId(
      byte @Nullable [] key, String topic, int partition, long offset) {
    var text = key == null || key.length == 0 ? null : Utf8.strictly(key, 0, key.length);
    return text == null || text.length() > RequestId.LONGEST
        ? topic + '-' + partition + '-' + offset
        : text;
  }

  private static Delivery withTimeout(
      Delivery delivery, Map<String, Object> parameters, long timestampMillis) {
    var timeout = parameters.get(TIMEOUT);
    if (timeout == null || timestampMillis < 0) {
      return delivery;
    }
    long micros = micros(timeout);
    var end = Instant.ofEpochMilli(timestampMillis).plus(micros, ChronoUnit.MICROS);
    var expiry = delivery.expiry();
    return micros == 0 || (expiry != null && expiry.isBefore(end))
        ? delivery
        : new Delivery(delivery.encoding(), end, delivery.replyPartition(), delivery.traceparent());
  }

  // The protocol's timeout is whole microseconds; 0 asks for none, as in Triton.
  private static long micros(Object timeout) {
    if (timeout instanceof BigInteger) {
      return 0;
    }
    if (timeout instanceof Number number
        && number.longValue() >= 0
        && number.doubleValue() == number.longValue()) {
      return number.longValue();
    }
    throw malformed("parameter \"timeout\": %s is no number of microseconds"
        .formatted(Utf8.shortened(timeout.toString())));
  }

  private static InvalidRequestException malformed(String message) {
    return new InvalidRequestException(FailureCode.MALFORMED, message);
  }
}
