package io.millrace.connectors.rabbitmq.mirror;

import com.rabbitmq.stream.Environment;
import java.util.ArrayList;
import java.util.List;

/**
 * A stream, or a super stream: several streams, its partitions, under one name.
 *
 * @param partitioned whether it is a super stream, whose partitions are {@code NAME-0}, {@code NAME-1} and so on
 */
public record StreamName(String name, boolean partitioned) {
  private static final int LONGEST = 240;

  public StreamName {
    if (name.isBlank() || name.length() > LONGEST) {
      throw new IllegalArgumentException(
          "stream: \"%s\" has not 1 to %d characters".formatted(name, LONGEST));
    }
  }

  /**
   * The streams it consists of, in order.
   *
   * @throws MirrorException if there are none
   */
  List<String> streams(Environment environment) {
    var streams = new ArrayList<String>();
    if (partitioned) {
      while (environment.streamExists(name + "-" + streams.size())) {
        streams.add(name + "-" + streams.size());
      }
    } else if (environment.streamExists(name)) {
      streams.add(name);
    }
    if (streams.isEmpty()) {
      throw new MirrorException("%s is not there%s.%nMaybe make it with --create, or in RabbitMQ."
          .formatted(
              this, partitioned ? " (its first partition would be %s-0)".formatted(name) : ""));
    }
    return streams;
  }

  /** As it is given on the command line. */
  @Override
  public String toString() {
    return (partitioned ? "super-stream:" : "stream:") + name;
  }
}
