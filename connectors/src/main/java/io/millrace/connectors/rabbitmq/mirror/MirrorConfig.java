package io.millrace.connectors.rabbitmq.mirror;

import io.millrace.connectors.rabbitmq.StreamAddress;
import io.millrace.topology.Topics;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is mirrored, and how.
 *
 * @param name tells this mirror from others: what it has done is found again under it
 * @param bootstrap {@code host:port} of Kafka's brokers
 * @param topics Millrace's own, for dead letters and for the places that are kept
 * @param topic of Kafka, by its full name
 * @param packing to a stream only
 * @param filter null for none
 * @param mostInFlight to a stream: messages of a partition that the broker has not confirmed
 * @param create whether a stream or a topic that is written is made if it is not there
 * @param onlyHere whether the broker's address stands for all its nodes, as that of a load balancer
 * @param firstPause before it is tried again; each further pause is twice as long
 * @param longestPause between two tries
 */
public record MirrorConfig(
    String name,
    String bootstrap,
    Topics topics,
    StreamAddress rabbit,
    Direction direction,
    String topic,
    StreamName stream,
    Packing packing,
    @Nullable FieldFilter filter,
    int mostInFlight,
    boolean create,
    boolean onlyHere,
    Duration firstPause,
    Duration longestPause) {
  private static final int MOST_IN_FLIGHT = 30_000;

  public MirrorConfig {
    if (!name.matches("[a-zA-Z0-9._-]{1,100}")) {
      throw new IllegalArgumentException(
          "name: \"%s\" is not 1 to 100 of letters, digits, dots, dashes and underscores"
              .formatted(name));
    }
    if (!topic.matches("[a-zA-Z0-9._-]{1,249}")) {
      throw new IllegalArgumentException("\"%s\" is no name of a topic".formatted(topic));
    }
    if (mostInFlight < 1) {
      throw new IllegalArgumentException("mostInFlight: %d is below 1".formatted(mostInFlight));
    }
    if (direction == Direction.TO_TOPIC && !packing.isNone()) {
      throw new IllegalArgumentException(
          "compression is chosen where a stream is written, and %s is read".formatted(stream));
    }
    if (filter != null && !packing.isNone()) {
      throw new IllegalArgumentException(
          "a filter sees single messages, and entries of %d hide them"
              .formatted(packing.messages()));
    }
    if (filter != null && (direction == Direction.TO_TOPIC) == filter.wanted().isEmpty()) {
      throw new IllegalArgumentException(
          direction == Direction.TO_TOPIC
              ? "filter by %s: no value says what is wanted".formatted(filter)
              : "filter by %s: values are chosen where the stream is read".formatted(filter));
    }
  }

  /** The defaults: each message by itself, no filter, and pauses from 200 ms to 5 s. */
  public static MirrorConfig of(
      String name,
      String bootstrap,
      Topics topics,
      StreamAddress rabbit,
      Direction direction,
      String topic,
      StreamName stream) {
    return new MirrorConfig(
        name,
        bootstrap,
        topics,
        rabbit,
        direction,
        topic,
        stream,
        Packing.NONE,
        null,
        MOST_IN_FLIGHT,
        false,
        false,
        Duration.ofMillis(200),
        Duration.ofSeconds(5));
  }

  /** How messages lie in the stream. */
  public MirrorConfig withPacking(Packing other) {
    return with(other, filter, create, onlyHere);
  }

  /** What is sorted out by the broker. */
  public MirrorConfig withFilter(@Nullable FieldFilter other) {
    return with(packing, other, create, onlyHere);
  }

  /** Makes what is not there. */
  public MirrorConfig creating(boolean other) {
    return with(packing, filter, other, onlyHere);
  }

  /** The address is that of a load balancer. */
  public MirrorConfig stayingHere(boolean other) {
    return with(packing, filter, create, other);
  }

  private MirrorConfig with(
      Packing packing, @Nullable FieldFilter filter, boolean create, boolean onlyHere) {
    return new MirrorConfig(
        name,
        bootstrap,
        topics,
        rabbit,
        direction,
        topic,
        stream,
        packing,
        filter,
        mostInFlight,
        create,
        onlyHere,
        firstPause,
        longestPause);
  }

  /** Names its group, its connections and its producers. */
  String id() {
    return topics.prefix() + "mirror-" + name;
  }
}
