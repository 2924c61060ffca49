package io.millrace.launcher.play.check;

import java.time.Instant;
import java.util.Comparator;

/** One tumbling window of one metric of one stage. */
record WindowKey(String stage, String metric, Instant start) implements Comparable<WindowKey> {
  private static final Comparator<WindowKey> ORDER = Comparator.comparing(WindowKey::stage)
      .thenComparing(WindowKey::metric)
      .thenComparing(WindowKey::start);

  @Override
  public int compareTo(WindowKey other) {
    return ORDER.compare(this, other);
  }
}
