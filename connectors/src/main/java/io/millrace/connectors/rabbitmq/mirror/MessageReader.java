package io.millrace.connectors.rabbitmq.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.rabbitmq.stream.Message;
import com.rabbitmq.stream.Properties;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** A message of AMQP 1.0 as a record of Kafka: what {@link RecordWriter} makes, read back, and messages of others. */
final class MessageReader {
  private final Trail ways;

  MessageReader(Trail ways) {
    this.ways = ways;
  }

  /**
   * A message, read.
   *
   * @param timestamp negative where it has none
   */
  record Content(byte @Nullable [] key, byte @Nullable [] value, Headers headers, long timestamp) {}

  /** The places that the message has come from; null for none. */
  static @Nullable String trail(Message message) {
    var fields = message.getApplicationProperties();
    return fields != null && fields.get(Names.TRAIL) instanceof String trail ? trail : null;
  }

  /**
   * @param trail of the message
   * @throws MirrorException if its body is no data; says what it is
   */
  Content read(Message message, @Nullable String trail) {
    var headers = new RecordHeaders();
    byte[] key = null;
    boolean tombstone = false;
    Map<String, Object> fields = message.getApplicationProperties();
    if (fields != null) {
      for (var field : fields.entrySet()) {
        switch (field.getKey()) {
          case Names.KEY -> key = bytes(field.getValue());
          case Names.TOMBSTONE -> tombstone = true;
          case Names.TRAIL -> {}
          default -> header(headers, field.getKey(), field.getValue());
        }
      }
    }
    long timestamp = -1;
    var properties = message.getProperties();
    if (properties != null) {
      properties(headers, properties);
      timestamp = properties.getCreationTime() > 0 ? properties.getCreationTime() : -1;
    }
    headers.add(Names.TRAIL, ways.longerBytes(trail));
    return new Content(key, tombstone ? null : body(message), headers, timestamp);
  }

  private static byte[] body(Message message) {
    // Asked for bytes, the codec gives none or throws where there are none.
    var body = message.getBody();
    if (body instanceof byte[] bytes) {
      return bytes;
    }
    if (body instanceof String text) {
      return text.getBytes(UTF_8);
    }
    throw new MirrorException("the body is no data: %s"
        .formatted(body == null ? "there is none" : body.getClass().getSimpleName()));
  }

  private static void header(Headers headers, String name, @Nullable Object value) {
    if (name.startsWith(Names.HEADER)) {
      headers.add(afterIndex(name, Names.HEADER), bytes(value));
    } else if (name.startsWith(Names.EMPTY_HEADER)) {
      headers.add(afterIndex(name, Names.EMPTY_HEADER), null);
    } else {
      headers.add(name, bytes(value));
    }
  }

  private static String afterIndex(String name, String prefix) {
    int colon = name.indexOf(':', prefix.length());
    return colon < 0 ? name : name.substring(colon + 1);
  }

  private static void properties(Headers headers, Properties properties) {
    add(headers, Names.CONTENT_TYPE, properties.getContentType());
    add(headers, Names.CONTENT_ENCODING, properties.getContentEncoding());
    add(headers, Names.PROPERTY + "message-id", properties.getMessageId());
    add(headers, Names.PROPERTY + "correlation-id", properties.getCorrelationId());
    add(headers, Names.PROPERTY + "subject", properties.getSubject());
    add(headers, Names.PROPERTY + "to", properties.getTo());
    add(headers, Names.PROPERTY + "reply-to", properties.getReplyTo());
  }

  private static void add(Headers headers, String name, @Nullable Object value) {
    if (value != null) {
      headers.add(name, bytes(value));
    }
  }

  private static byte @Nullable [] bytes(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    return value instanceof byte[] bytes ? bytes : value.toString().getBytes(UTF_8);
  }
}
