package io.millrace.connectors.celery.request;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * How far apart batches leave. While processors are free, not at all: that is fastest. The busier they are, the more
 * other calls a batch waits for, since what travels together costs little more than one; but no longer than calls that
 * are under way at the same time make up for.
 */
final class Pace {
  private static final long EACH_NANOS = TimeUnit.MILLISECONDS.toNanos(3);
  private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final double FREE = 0.5;
  private static final double FULL = 0.8;

  private final DoubleSupplier load;
  private double busy;
  private long looked = Long.MIN_VALUE;

  Pace() {
    this(machine());
  }

  /** @param load of the processors, from 0 to 1; less where it is not known */
  Pace(DoubleSupplier load) {
    this.load = load;
  }

  private static DoubleSupplier machine() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine
        ? machine::getCpuLoad
        : () -> 0;
  }

  /** The nanoseconds from one batch to the next, while so many calls are under way. */
  long nanos(long now, int calls) {
    if (looked == Long.MIN_VALUE || now - looked >= LOOK_NANOS) {
      looked = now;
      busy = Math.min(1, Math.max(0, (load.getAsDouble() - FREE) / (FULL - FREE)));
    }
    long most = Math.min(MOST_NANOS, EACH_NANOS * Math.max(0, calls - 1));
    return (long) (most * busy);
  }
}
