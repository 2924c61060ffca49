package io.millrace.launcher.play.check;

import java.time.Instant;
import java.util.Comparator;

/** One window of the answers of a stage. */
record AccuracyKey(String stage, Instant start) implements Comparable<AccuracyKey> {
  private static final Comparator<AccuracyKey> ORDER =
      Comparator.comparing(AccuracyKey::stage).thenComparing(AccuracyKey::start);

  @Override
  public int compareTo(AccuracyKey other) {
    return ORDER.compare(this, other);
  }
}
