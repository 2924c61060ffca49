package io.millrace.connectors.rabbitmq.mirror;

import com.rabbitmq.stream.compression.Compression;

/**
 * How messages lie in a stream.
 *
 * @param messages in one entry; 1 leaves each by itself
 * @param compression of such entries
 */
public record Packing(int messages, Compression compression) {
  /** Each message by itself. */
  public static final Packing NONE = new Packing(1, Compression.NONE);

  private static final int MOST = 1000;

  public Packing {
    if (messages < 1 || messages > MOST) {
      throw new IllegalArgumentException(
          "entry-size: %d is not from 1 to %d".formatted(messages, MOST));
    }
    if (messages == 1 && compression != Compression.NONE) {
      throw new IllegalArgumentException(
          "compression: %s needs several messages in an entry".formatted(compression));
    }
  }

  /** Half as many messages in an entry. */
  Packing half() {
    int half = messages / 2;
    return half <= 1 ? NONE : new Packing(half, compression);
  }

  boolean isNone() {
    return messages == 1;
  }
}
