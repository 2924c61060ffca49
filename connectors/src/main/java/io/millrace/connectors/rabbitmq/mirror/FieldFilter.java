package io.millrace.connectors.rabbitmq.mirror;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The field by which the broker of streams sorts out what a reader does not want. It takes RabbitMQ 3.13.
 *
 * @param header whose text is the field; null is the record's key
 * @param wanted to a topic: the values that are mirrored; to a stream: nothing, since all are
 */
public record FieldFilter(@Nullable String header, Set<String> wanted) {
  public FieldFilter {
    wanted = Set.copyOf(wanted);
  }

  @Override
  public String toString() {
    return (header == null ? "key" : "header:" + header)
        + (wanted.isEmpty() ? "" : " of " + wanted);
  }
}
