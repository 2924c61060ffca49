package io.millrace.ingress.feed;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.FluxSink;

/** One subscriber of results. What it is behind with waits in a bounded buffer; the buffer lies downstream of the sink. */
final class Watcher {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final FluxSink<byte[]> sink;
  private final @Nullable String model;
  private long dropped;

  Watcher(FluxSink<byte[]> sink, @Nullable String model) {
    this.sink = sink;
    this.model = model;
  }

  /** Gives the event on, or drops it where the buffer is full: the newest go, the order of the rest stays. */
  synchronized void offer(ResultEvent event) {
    if (!wants(event)) {
      return;
    }
    // Two places: one for the comment, one for the event.
    if (sink.requestedFromDownstream() < 2) {
      dropped++;
      return;
    }
    tellDropped();
    sink.next(event.bytes());
  }

  private void tellDropped() {
    if (dropped > 0) {
      sink.next(ResultEvent.comment("dropped " + dropped));
      dropped = 0;
    }
  }

  /** Keeps proxies from ending a silent stream, and finds connections that have died. */
  synchronized void signOfLife() {
    if (sink.requestedFromDownstream() >= 2) {
      tellDropped();
      say("still here");
    }
  }

  /** Gives the event on, waiting for room. */
  void put(ResultEvent event) {
    if (!wants(event)) {
      return;
    }
    while (sink.requestedFromDownstream() < 1 && !sink.isCancelled()) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    sink.next(event.bytes());
  }

  void say(String comment) {
    sink.next(ResultEvent.comment(comment));
  }

  void complete() {
    sink.complete();
  }

  void fail(Throwable failure) {
    sink.error(failure);
  }

  private boolean wants(ResultEvent event) {
    return model == null || model.equals(event.model());
  }
}
