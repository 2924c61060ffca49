package io.millrace.topology;

import io.millrace.topology.serde.MessageHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
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

  /** The time of an application's mark that opens its own time: nothing of it has passed yet. */
  public static final long BEGIN = 0;

  /** The time of an application's mark that ends its own time: all of it has passed. The end of the year 9999. */
  public static final long END = 253_402_300_799_999L;

  /**
   * A mark of one application. Its first makes its windows go by such marks alone, whatever time the log has reached,
   * until one of {@link #END}; so that what was recorded long ago can be counted.
   */
  public static ProducerRecord<byte[], byte[]> record(
      String topic, int partition, String application, long millis) {
    var mark = record(topic, partition, millis);
    MessageHeaders.set(mark.headers(), MessageHeaders.MARK_APPLICATION, application);
    return mark;
  }

  /** Whose mark it is; null where it is of all. */
  public static @Nullable String application(Headers headers) {
    return MessageHeaders.text(headers, MessageHeaders.MARK_APPLICATION);
  }

  /** The headers of a mark that one of several writers tells. */
  public static Headers headers(long millis, String source) {
    var headers = new RecordHeaders();
    headers.add(MessageHeaders.MARK, text(millis));
    MessageHeaders.set(headers, MessageHeaders.MARK_SOURCE, source);
    return headers;
  }

  /** The headers of a mark of one application that one of several writers tells. */
  public static Headers headers(long millis, String source, String application) {
    var headers = headers(millis, source);
    MessageHeaders.set(headers, MessageHeaders.MARK_APPLICATION, application);
    return headers;
  }

  /** Who tells the mark; empty where it names nobody. */
  public static String source(Headers headers) {
    var source = MessageHeaders.text(headers, MessageHeaders.MARK_SOURCE);
    return source == null ? "" : source;
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
