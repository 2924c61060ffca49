package io.millrace.launcher.pipeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process has opened, for its end: first, all at the same time, what nothing else here needs; then the others
 * in reverse, so that what many use goes last. A part waits for its brokers as it closes, so that one after another
 * would take seconds.
 */
final class OpenParts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OpenParts.class);

  private final List<AutoCloseable> outermost = new ArrayList<>();
  private final Deque<AutoCloseable> others = new ArrayDeque<>();
  private boolean closed;

  /** A part that others may use. */
  void add(AutoCloseable part) {
    synchronized (this) {
      if (!closed) {
        others.push(part);
        return;
      }
    }
    refuse(part);
  }

  /** A part that no other part uses. */
  void addOutermost(AutoCloseable part) {
    synchronized (this) {
      if (!closed) {
        outermost.add(part);
        return;
      }
    }
    refuse(part);
  }

  private static void refuse(AutoCloseable part) {
    closeOne(part);
    throw new IllegalStateException("closed while starting");
  }

  @Override
  public synchronized void close() {
    closed = true;
    var closing = outermost.stream()
        .map(part -> CompletableFuture.runAsync(() -> closeOne(part), OpenParts::run))
        .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(closing).join();
    outermost.clear();
    while (!others.isEmpty()) {
      closeOne(others.pop());
    }
  }

  private static void run(Runnable task) {
    OwnThread.run("closing", task);
  }

  static void closeOne(AutoCloseable one) {
    try {
      one.close();
    } catch (Exception e) {
      // The others must be closed all the same.
      LOG.warn("closing {}", one, e);
    }
  }
}
