package io.millrace.launcher.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has to be closed when the process ends, newest first, whether a command returns or a signal ends the JVM while
 * it still waits.
 */
final class Closing implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private volatile boolean begun;
  private final Thread hook = new Thread(this::closeAll, "millrace-shutdown");

  Closing() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Closes it with the rest; at once, if the end has begun. */
  <T extends AutoCloseable> T with(T one) {
    synchronized (open) {
      if (!begun) {
        open.push(one);
        return one;
      }
    }
    closeOne(one);
    throw new IllegalStateException("stopped while starting");
  }

  /** Whether the process is on its way down, so that what has stopped is no trouble. */
  boolean hasBegun() {
    return begun;
  }

  private void closeAll() {
    begun = true;
    synchronized (open) {
      while (!open.isEmpty()) {
        closeOne(open.pop());
      }
    }
  }

  private static void closeOne(AutoCloseable one) {
    try {
      one.close();
    } catch (Exception e) {
      // The others must be closed all the same.
      LOG.warn("closing {}", one, e);
    }
  }

  @Override
  public void close() {
    closeAll();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is going down already, and the hook is what closes.
    }
  }
}
