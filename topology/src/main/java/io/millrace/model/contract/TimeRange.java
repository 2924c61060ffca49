package io.millrace.model.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** The time from {@code start} (inclusive) to {@code end} (exclusive). */
public record TimeRange(Instant start, Instant end) {
  public TimeRange {
    Objects.requireNonNull(start, "start");
    Objects.requireNonNull(end, "end");
    if (!start.isBefore(end)) {
      throw new IllegalArgumentException("a time from %s to %s is empty".formatted(start, end));
    }
  }

  /** The tumbling window of that length that holds the instant; windows begin at the epoch. */
  public static TimeRange tumbling(Duration length, Instant at) {
    long millis = length.toMillis();
    long start = Math.floorDiv(at.toEpochMilli(), millis) * millis;
    return new TimeRange(Instant.ofEpochMilli(start), Instant.ofEpochMilli(start + millis));
  }

  /** The window of that length whose last millisecond holds the instant. */
  public static TimeRange sliding(Duration length, Instant at) {
    var end = Instant.ofEpochMilli(at.toEpochMilli() + 1);
    return new TimeRange(end.minus(length), end);
  }

  public boolean contains(Instant instant) {
    return !instant.isBefore(start) && instant.isBefore(end);
  }

  public Duration length() {
    return Duration.between(start, end);
  }
}
