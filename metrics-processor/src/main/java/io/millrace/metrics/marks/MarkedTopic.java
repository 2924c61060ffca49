package io.millrace.metrics.marks;

import io.millrace.topology.Topic;
import java.util.List;

/**
 * A topic whose partitions get marks while they are idle.
 *
 * @param topic gets the marks
 * @param watched topics with as many partitions; a partition is idle where all of these are
 */
public record MarkedTopic(Topic<?, ?> topic, List<Topic<?, ?>> watched) {
  /** @throws IllegalArgumentException if a watched topic has another number of partitions */
  public MarkedTopic {
    watched = List.copyOf(watched);
    for (var one : watched) {
      if (one.settings().partitions() != topic.settings().partitions()) {
        throw new IllegalArgumentException("%s has %d partitions, but %s has %d"
            .formatted(one, one.settings().partitions(), topic, topic.settings().partitions()));
      }
    }
  }

  /** A topic that is idle where nothing comes to itself. */
  public static MarkedTopic of(Topic<?, ?> topic) {
    return new MarkedTopic(topic, List.of(topic));
  }

  int partitions() {
    return topic.settings().partitions();
  }

  /** Whether a mark moves the ends that are watched. */
  boolean watchesItself() {
    return watched.contains(topic);
  }
}
