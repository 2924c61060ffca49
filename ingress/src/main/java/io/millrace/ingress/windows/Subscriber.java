package io.millrace.ingress.windows;

import io.millrace.topology.serde.Json;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import reactor.core.publisher.FluxSink;

/**
 * One who listens, and how far. What it is behind with waits in a bounded buffer downstream of the sink; while that is
 * full it is given nothing.
 */
final class Subscriber {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  // For the event that says why it ends.
  private static final int SPARE = 2;

  private final FluxSink<byte[]> sink;
  private final Predicate<WindowEvent> wanted;
  private final Duration patience;
  private Positions positions;
  private volatile boolean gone;

  /** @param patience how long to wait for room where the log can wait */
  Subscriber(
      FluxSink<byte[]> sink,
      Predicate<WindowEvent> wanted,
      Positions positions,
      Duration patience) {
    this.sink = sink;
    this.wanted = wanted;
    this.positions = positions.copy();
    this.patience = patience;
  }

  /**
   * Gives the event on if it is wanted and has not been given; does not wait.
   *
   * @return whether it could: else there is no room, and this and all that follow are still to be given
   */
  synchronized boolean offer(WindowEvent event) {
    if (gone || event.offset() < positions.next(event.partition())) {
      return true;
    }
    boolean isWanted = wanted.test(event);
    if (isWanted && !hasRoom(0)) {
      return false;
    }
    positions.set(event.partition(), event.offset() + 1);
    if (isWanted) {
      sink.next(event.bytes(positions.toString()));
    }
    return true;
  }

  /** Gives the event on, waiting for room. */
  void put(WindowEvent event) {
    if (wanted.test(event) && !awaitRoom()) {
      drop("the reader has taken nothing for %d s".formatted(patience.toSeconds()));
      return;
    }
    offer(event);
  }

  private boolean awaitRoom() {
    long end = System.nanoTime() + patience.toNanos();
    while (!hasRoom(1) && !isGone()) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return true;
  }

  boolean hasRoom(int events) {
    return sink.requestedFromDownstream() > SPARE + events;
  }

  /** Says why nothing more comes, and ends; it can come back with the id of the last event it has. */
  synchronized void drop(String reason) {
    if (!gone) {
      gone = true;
      sink.next(WindowEvent.event(
          positions.toString(),
          "dropped",
          Json.MAPPER.writeValueAsBytes(Map.of("reason", reason))));
      sink.complete();
    }
  }

  /** Tells of results that it cannot be given any more, and goes on behind them. */
  synchronized void skip(int partition, long to, String reason) {
    var gap = Map.of(
        "partition", partition, "from", positions.next(partition), "to", to, "reason", reason);
    positions.set(partition, to);
    sink.next(WindowEvent.event(positions.toString(), "gap", Json.MAPPER.writeValueAsBytes(gap)));
  }

  /** Goes on from here where this is farther: there is nothing between. */
  synchronized void advance(int partition, long offset) {
    if (offset > positions.next(partition)) {
      positions.set(partition, offset);
    }
  }

  /** Keeps proxies from ending a silent stream, finds connections that have died, and moves the id along. */
  synchronized void say(String comment) {
    if (!gone && hasRoom(0)) {
      sink.next(WindowEvent.comment(positions.toString(), comment));
    }
  }

  synchronized Positions positions() {
    return positions.copy();
  }

  boolean wants(WindowEvent event) {
    return wanted.test(event);
  }

  synchronized void complete() {
    gone = true;
    sink.complete();
  }

  synchronized void fail(Throwable failure) {
    gone = true;
    sink.error(failure);
  }

  boolean isGone() {
    return gone || sink.isCancelled();
  }
}
