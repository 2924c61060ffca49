package io.millrace.ingress.feed;

import io.millrace.ingress.feed.Backlog.Outgoing;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.FluxSink;

/**
 * One subscriber of results. What it is behind with waits in a buffer downstream of the sink, which is bounded by the
 * number of events, and by their bytes.
 */
final class Watcher {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final FluxSink<Outgoing> sink;
  private final @Nullable String model;
  private final Backlog backlog = new Backlog();
  private long dropped;
  private volatile boolean hasEnded;

  Watcher(FluxSink<Outgoing> sink, @Nullable String model) {
    this.sink = sink;
    this.model = model;
  }

  /** Gives the event on, or drops it where the buffer is full: the newest go, the order of the rest stays. */
  synchronized void offer(ResultEvent event) {
    if (!wants(event)) {
      return;
    }
    // Two places: one for the comment, one for the event.
    if (!hasRoom(2, event.bytes().length)) {
      dropped++;
      return;
    }
    tellDropped();
    give(event.bytes());
  }

  private void tellDropped() {
    if (dropped > 0) {
      say("dropped " + dropped);
      dropped = 0;
    }
  }

  /** Keeps proxies from ending a silent stream, and finds connections that have died. */
  synchronized void signOfLife() {
    if (hasRoom(2, 0)) {
      tellDropped();
      say("still here");
    }
  }

  /** Gives the event on, waiting for room; returns without having done so once the stream has ended. */
  void put(ResultEvent event) {
    if (!wants(event)) {
      return;
    }
    while (!hasRoom(1, event.bytes().length)) {
      if (isGone()) {
        return;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    give(event.bytes());
  }

  private boolean hasRoom(int events, int bytes) {
    return sink.requestedFromDownstream() >= events && backlog.hasRoom(bytes);
  }

  // The sink tells only of a reader that has left, not that it has been completed.
  private boolean isGone() {
    return hasEnded || sink.isCancelled();
  }

  private void give(byte[] bytes) {
    if (!isGone()) {
      sink.next(backlog.add(bytes));
    }
  }

  void say(String comment) {
    give(ResultEvent.comment(comment));
  }

  void complete() {
    hasEnded = true;
    sink.complete();
  }

  void fail(Throwable failure) {
    hasEnded = true;
    sink.error(failure);
  }

  private boolean wants(ResultEvent event) {
    return model == null || model.equals(event.model());
  }
}
