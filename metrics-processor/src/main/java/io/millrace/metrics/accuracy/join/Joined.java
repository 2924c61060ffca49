package io.millrace.metrics.accuracy.join;

import io.millrace.metrics.accuracy.Pair;
import java.util.List;

/** A prediction that has met its truth; its time decides in which window it counts. */
public record Joined(Predicted prediction, List<Pair> pairs) {
  public Joined {
    pairs = List.copyOf(pairs);
  }
}
