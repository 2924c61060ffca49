package io.millrace.launcher.cli.bridge;

import io.millrace.connectors.rabbitmq.mirror.StreamName;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * One end of a mirror.
 *
 * @param topic of Kafka; null if it is a stream
 * @param stream of RabbitMQ; null if it is a topic
 */
record Place(@Nullable String topic, @Nullable StreamName stream) {

  /** Reads {@code topic:NAME}, {@code stream:NAME} and {@code super-stream:NAME}. */
  static final class Converter implements ITypeConverter<Place> {
    @Override
    public Place convert(String text) {
      int colon = text.indexOf(':');
      var kind = colon < 0 ? "" : text.substring(0, colon);
      var name = text.substring(colon + 1);
      try {
        return switch (kind) {
          case "topic" -> new Place(name, null);
          case "stream" -> new Place(null, new StreamName(name, false));
          case "super-stream" -> new Place(null, new StreamName(name, true));
          default ->
            throw new TypeConversionException(
                "\"%s\" is neither topic:NAME nor stream:NAME nor super-stream:NAME"
                    .formatted(text));
        };
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }

  @Override
  public String toString() {
    return stream == null ? "topic:" + topic : stream.toString();
  }
}
