package io.millrace.inference;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** The wall's clock, for deadlines, and the one for durations. */
record Clocks(InstantSource wall, LongSupplier nanoTime) {
  static final Clocks SYSTEM = new Clocks(InstantSource.system(), System::nanoTime);

  Instant now() {
    return wall.instant();
  }

  long nanos() {
    return nanoTime.getAsLong();
  }

  Job.Moment moment() {
    return new Job.Moment(wall.millis(), nanos());
  }
}
