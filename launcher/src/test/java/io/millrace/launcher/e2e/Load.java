package io.millrace.launcher.e2e;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.IsolationLevel;

/**
 * Load that lasts as long as the work beside it: of a load of any one size, a fast stage might take all in one
 * transaction. Each wave waits until the stage has committed something since the last: while the transaction of a
 * killed stage hinders commits for seconds, a fast machine would send more than the test's time frame holds.
 */
final class Load {
  private static final long PAUSE_NANOS = 1_000_000;

  private Load() {}

  /** Does the work while wave after wave runs; returns after the last of them. */
  static void during(Offsets taken, Runnable wave, Runnable work) {
    var ends = new AtomicBoolean();
    var waves = CompletableFuture.runAsync(() -> {
      while (!ends.get()) {
        long before = committed(taken);
        wave.run();
        while (!ends.get() && committed(taken) <= before) {
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      }
    });
    try {
      work.run();
    } finally {
      ends.set(true);
      waves.join();
    }
  }

  private static long committed(Offsets taken) {
    try {
      return taken.end(IsolationLevel.READ_COMMITTED);
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
