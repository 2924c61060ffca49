package io.millrace.topology;

import io.millrace.topology.serde.MessageHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * A record that carries nothing but the time. Put into a partition that has been idle, it lets windows close there, and
 * a replay closes them at the same place of the log.
 */
public final class Mark {
  private Mark() {}

  /** A mark for one partition. */
  public static ProducerRecord<byte[], byte[]> record(String topic, int partition, long millis) {
    var header = new RecordHeader(MessageHeaders.MARK, text(millis));
    return new ProducerRecord<>(topic, partition, null, null, null, List.of(header));
  }

  private static byte[] text(long millis) {
    return String.valueOf(millis).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The time of a mark; null if the record is none.
   *
   * @throws IllegalArgumentException if the header holds no time
   */
  public static @Nullable Long time(Headers headers) {
    var text = MessageHeaders.text(headers, MessageHeaders.MARK);
    if (text == null) {
      return null;
    }
    try {
      long millis = Long.parseLong(text);
      if (millis >= 0) {
        return millis;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(noTime(text), e);
    }
    throw new IllegalArgumentException(noTime(text));
  }

  private static String noTime(String text) {
    var shown = text.length() <= 40 ? text : text.substring(0, 40) + "…";
    return "header \"%s\": \"%s\" is no time in milliseconds since 1970"
        .formatted(MessageHeaders.MARK, shown);
  }
}
