package io.millrace.connectors.rabbitmq.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.rabbitmq.stream.Message;
import org.jspecify.annotations.Nullable;

/** The field of a message that a filter looks at. */
final class FieldValue {
  private FieldValue() {}

  /** Null where the message does not have it. */
  static @Nullable String of(Message message, FieldFilter filter) {
    if (Names.CONTENT_TYPE.equals(filter.header())) {
      var properties = message.getProperties();
      return properties == null ? null : properties.getContentType();
    }
    var fields = message.getApplicationProperties();
    if (fields == null) {
      return null;
    }
    var value = fields.get(filter.header() == null ? Names.KEY : filter.header());
    if (value == null) {
      return null;
    }
    return value instanceof byte[] bytes ? new String(bytes, UTF_8) : value.toString();
  }
}
