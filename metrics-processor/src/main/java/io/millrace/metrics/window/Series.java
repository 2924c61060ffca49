package io.millrace.metrics.window;

import java.util.Comparator;

/** One metric of one instance. */
public record Series(String application, String stage, String instance, String metric)
    implements Comparable<Series> {
  private static final Comparator<Series> ORDER = Comparator.comparing(Series::application)
      .thenComparing(Series::stage)
      .thenComparing(Series::instance)
      .thenComparing(Series::metric);

  /** The same metric of another instance. */
  public Series withInstance(String other) {
    return new Series(application, stage, other, metric);
  }

  @Override
  public int compareTo(Series other) {
    return ORDER.compare(this, other);
  }
}
