package io.millrace.connectors.celery.worker;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** How many may run at a time; the others wait in order. */
final class Places {
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private int places;
  private int taken;

  Places(int places) {
    this.places = places;
  }

  /** Runs it as soon as there is a place. */
  void enter(Runnable run) {
    synchronized (this) {
      if (taken >= places) {
        waiting.add(run);
        return;
      }
      taken++;
    }
    run.run();
  }

  /** A place is free again. */
  void leave() {
    var next = next();
    if (next != null) {
      next.run();
    }
  }

  private synchronized @Nullable Runnable next() {
    var next = taken > places ? null : waiting.poll();
    if (next == null) {
      taken--;
    }
    return next;
  }

  /** More places, or fewer; never fewer than one. */
  void change(int by) {
    synchronized (this) {
      if (places + by < 1) {
        throw new IllegalArgumentException(
            "Can't shrink pool. All processes busy! (%d of %d)".formatted(-by, places));
      }
      places += by;
    }
    for (var next = growth(); next != null; next = growth()) {
      next.run();
    }
  }

  private synchronized @Nullable Runnable growth() {
    if (taken >= places || waiting.isEmpty()) {
      return null;
    }
    taken++;
    return waiting.poll();
  }

  synchronized int size() {
    return places;
  }

  synchronized int taken() {
    return taken;
  }
}
