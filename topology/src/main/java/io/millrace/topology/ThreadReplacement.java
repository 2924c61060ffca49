package io.millrace.topology;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Replaces a stream thread that died, and gives up where threads die again and again. */
final class ThreadReplacement implements StreamsUncaughtExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadReplacement.class);
  private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final int MOST_IN_WINDOW = 20;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Deque<Long> deaths = new ArrayDeque<>();

  @Override
  public StreamThreadExceptionResponse handle(Throwable exception) {
    if (tooMany()) {
      LOG.error(
          "{} stream threads died within 2 minutes; the stage stops", MOST_IN_WINDOW, exception);
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    LOG.warn("A stream thread died and is replaced; uncommitted work is done again", exception);
    // A broker that is away answers at once with the same error: a short pause keeps the retries
    // few.
    LockSupport.parkNanos(PAUSE_NANOS);
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  private synchronized boolean tooMany() {
    long now = System.nanoTime();
    deaths.addLast(now);
    while (now - deaths.getFirst() > WINDOW_NANOS) {
      deaths.removeFirst();
    }
    return deaths.size() > MOST_IN_WINDOW;
  }
}
