package io.millrace.connectors.rabbitmq.mirror;

import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** How large records are, roughly upwards. */
final class Sizes {
  private static final long OF_EACH_FIELD = 32;
  // What stands around a record in its batch, and around a message in its frame.
  private static final long AROUND = 512;

  private Sizes() {}

  /** No less than what it comes to on either side. */
  static long of(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    long bytes = AROUND + length(key) + length(value);
    for (var header : headers) {
      bytes += OF_EACH_FIELD + 3L * header.key().length() + length(header.value());
    }
    return bytes;
  }

  private static long length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }
}
