package io.millrace.metrics.marks;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Where records go that stand among marks. */
public final class Marks {
  private Marks() {}

  /** Marks, which have no key, go everywhere; all else where Kafka puts its key. */
  public static Optional<Set<Integer>> partitions(
      String topic, byte @Nullable [] key, byte @Nullable [] value, int partitions) {
    return key == null
        ? Optional.of(IntStream.range(0, partitions).boxed().collect(Collectors.toSet()))
        : Optional.empty();
  }
}
