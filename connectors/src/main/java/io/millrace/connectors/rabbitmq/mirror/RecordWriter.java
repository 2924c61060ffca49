package io.millrace.connectors.rabbitmq.mirror;

import com.rabbitmq.stream.Message;
import com.rabbitmq.stream.MessageBuilder;
import com.rabbitmq.stream.MessageBuilder.ApplicationPropertiesBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A record of Kafka as a message of AMQP 1.0: the value is its data, headers are application properties (text where they
 * are text, else bytes), the time is its creation time.
 */
final class RecordWriter {
  private static final byte[] NOTHING = new byte[0];

  private final Trail ways;

  RecordWriter(Trail ways) {
    this.ways = ways;
  }

  Message write(ConsumerRecord<byte[], byte[]> record, MessageBuilder builder) {
    builder.publishingId(publishingId(record));
    builder.addData(record.value() == null ? NOTHING : record.value());
    var properties = builder.properties();
    if (record.timestamp() >= 0) {
      properties.creationTime(record.timestamp());
    }
    var fields = builder.applicationProperties();
    if (record.key() != null) {
      fields.entry(Names.KEY, record.key());
    }
    if (record.value() == null) {
      fields.entry(Names.TOMBSTONE, true);
    }
    String trail = null;
    var repeated = repeated(record.headers());
    int index = 0;
    for (var header : record.headers()) {
      var text = text(header.value());
      if (header.key().equals(Names.TRAIL) && text != null) {
        trail = text;
      } else if (header.key().equals(Names.CONTENT_TYPE)
          && text != null
          && isPlain(header, repeated)) {
        properties.contentType(text);
      } else if (header.key().equals(Names.CONTENT_ENCODING)
          && text != null
          && isPlain(header, repeated)) {
        properties.contentEncoding(text);
      } else {
        write(header, text, isPlain(header, repeated), index, fields);
      }
      index++;
    }
    fields.entry(Names.TRAIL, ways.longer(trail));
    return builder.build();
  }

  /** One more than the offset: the broker tells no id by 0. */
  static long publishingId(ConsumerRecord<byte[], byte[]> record) {
    return record.offset() + 1;
  }

  private static boolean isPlain(Header header, Set<String> repeated) {
    return !header.key().startsWith(Names.RESERVED) && !repeated.contains(header.key());
  }

  private static void write(
      Header header,
      @Nullable String text,
      boolean plain,
      int index,
      ApplicationPropertiesBuilder fields) {
    if (header.value() == null) {
      fields.entry(Names.EMPTY_HEADER + index + ":" + header.key(), true);
      return;
    }
    var name = plain ? header.key() : Names.HEADER + index + ":" + header.key();
    if (text == null) {
      fields.entry(name, header.value());
    } else {
      fields.entry(name, text);
    }
  }

  /** The names of headers that are there more than once. */
  private static Set<String> repeated(Headers headers) {
    var all = headers.toArray();
    Set<String> repeated = Set.of();
    for (int i = 1; i < all.length; i++) {
      for (int before = 0; before < i; before++) {
        if (all[i].key().equals(all[before].key())) {
          repeated = repeated.isEmpty() ? new HashSet<>() : repeated;
          repeated.add(all[i].key());
          break;
        }
      }
    }
    return repeated;
  }

  /** Null if the bytes are no text, or none. */
  private static @Nullable String text(byte @Nullable [] value) {
    if (value == null) {
      return null;
    }
    if (isAscii(value)) {
      return new String(value, StandardCharsets.US_ASCII);
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(value))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  // Most are, and a decoder costs more than all the rest.
  private static boolean isAscii(byte[] value) {
    for (byte one : value) {
      if (one < 0) {
        return false;
      }
    }
    return true;
  }
}
