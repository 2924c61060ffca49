package io.millrace.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a request's result is to travel.
 *
 * @param encoding the form of the request, which its result takes too
 * @param expiry after this instant the request is not run any more
 * @param replyPartition the partition of the results topic that the caller reads; null where any will do
 * @param traceparent W3C trace context, repeated in the result
 */
public record Delivery(
    Encoding encoding,
    @Nullable Instant expiry,
    @Nullable Integer replyPartition,
    @Nullable String traceparent) {

  public static final Delivery JSON = new Delivery(Encoding.JSON, null, null, null);
  public static final Delivery PROTOBUF = new Delivery(Encoding.PROTOBUF, null, null, null);

  public boolean expiredAt(Instant now) {
    return expiry != null && now.isAfter(expiry);
  }
}
