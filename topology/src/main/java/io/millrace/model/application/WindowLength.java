package io.millrace.model.application;

import java.time.Duration;

/** A length in time or in reports: how large a window is, or how often one is looked at. */
public sealed interface WindowLength {
  /** The greatest number of reports. */
  int MOST = 1_000_000;

  /** The longest time. */
  Duration LONGEST = Duration.ofDays(3650);

  record Time(Duration duration) implements WindowLength {
    public Time {
      if (duration.toMillis() < 1 || duration.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException(
            "%s is not within 1 ms to %d days".formatted(duration, LONGEST.toDays()));
      }
    }

    public long millis() {
      return duration.toMillis();
    }
  }

  record Count(int reports) implements WindowLength {
    public Count {
      if (reports < 1 || reports > MOST) {
        throw new IllegalArgumentException("%d is not within 1 to %d".formatted(reports, MOST));
      }
    }
  }
}
