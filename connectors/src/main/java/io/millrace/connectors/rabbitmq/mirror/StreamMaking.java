package io.millrace.connectors.rabbitmq.mirror;

import com.rabbitmq.stream.Environment;
import com.rabbitmq.stream.StreamException;

/** Makes streams that are not there. */
final class StreamMaking {
  private StreamMaking() {}

  /**
   * Makes it, unless it is there.
   *
   * @param partitions of a super stream
   * @throws IllegalArgumentException if the broker is too old to be asked for that
   */
  static void ensure(Environment environment, StreamName stream, int partitions) {
    var name = stream.name();
    if (environment.streamExists(stream.partitioned() ? name + "-0" : name)) {
      return;
    }
    var creator = environment.streamCreator().name(name);
    try {
      if (stream.partitioned()) {
        creator.superStream().partitions(partitions).creator().create();
      } else {
        creator.create();
      }
    } catch (StreamException | UnsupportedOperationException e) {
      if (e instanceof UnsupportedOperationException
          || e.getCause() instanceof UnsupportedOperationException) {
        throw new IllegalArgumentException(
            "%s cannot be made over the stream protocol before RabbitMQ 3.13.%nMaybe run rabbitmq-streams add_super_stream %s --partitions %d on the broker."
                .formatted(stream, name, partitions),
            e);
      }
      throw e;
    }
  }
}
