package io.millrace.connectors.celery.broker;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.LongString;
import io.millrace.connectors.celery.message.Envelope;
import io.millrace.connectors.celery.message.PythonTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Messages from the broker's client to Celery's, and back. */
public final class AmqpMessages {
  private static final int PERSISTENT = 2;

  private AmqpMessages() {}

  /** A delivered message. */
  public static Envelope envelope(BasicProperties properties, byte[] body) {
    return new Envelope(
        new Envelope.Properties(
            properties.getContentType(),
            properties.getContentEncoding(),
            properties.getCorrelationId(),
            properties.getReplyTo(),
            Objects.requireNonNullElse(properties.getPriority(), 0),
            properties.getExpiration()),
        headers(properties.getHeaders()),
        body);
  }

  /** The properties of a message that survives a restart of the broker. */
  public static BasicProperties properties(Envelope envelope) {
    var from = envelope.properties();
    return new BasicProperties.Builder()
        .contentType(from.contentType())
        .contentEncoding(from.contentEncoding())
        .correlationId(from.correlationId())
        .replyTo(from.replyTo())
        .priority(from.priority())
        .expiration(from.expiration())
        .deliveryMode(PERSISTENT)
        .headers(envelope.headers())
        .build();
  }

  private static Map<String, Object> headers(@Nullable Map<String, Object> found) {
    var headers = new LinkedHashMap<String, @Nullable Object>();
    if (found != null) {
      found.forEach((name, value) -> headers.put(name, plain(value)));
    }
    return headers;
  }

  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof LongString text) {
      return text.toString();
    }
    if (value instanceof List<?> list) {
      var copy = new ArrayList<@Nullable Object>(list.size());
      list.forEach(one -> copy.add(plain(one)));
      return copy;
    }
    if (value instanceof Map<?, ?> map) {
      var copy = new LinkedHashMap<String, @Nullable Object>();
      map.forEach((key, one) -> copy.put(String.valueOf(key), plain(one)));
      return copy;
    }
    return value instanceof Date date ? PythonTime.isoFormat(date.toInstant()) : value;
  }
}
