package io.millrace.ingress.windows;

import io.millrace.ingress.http.RefusedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Results as server-sent events. All who listen share one reading of the log; an event's id says how far in each
 * partition its stream has come. Whoever comes back with an id gets first what came meanwhile: from memory if that is
 * little, else from the log, and where the log has it no more an event {@code gap} says so. A listener for whom too much
 * waits is given the rest from the log likewise; where too many read from it already, it is told so and left behind.
 */
final class WindowFeed implements AutoCloseable {
  /** How many events may wait for one reader. */
  static final int BUFFER = 1024;

  /** How many may read what they missed from the log at a time. */
  static final int MOST_RESUMING = 8;

  private static final int RECENT = BUFFER / 2;
  private static final int MOST_LISTENERS = 1000;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long SIGN_OF_LIFE_SECONDS = 15;

  private final Resuming resuming;
  private final Scheduler signs = Schedulers.newSingle("window-feed", true);
  private final AtomicInteger listeners = new AtomicInteger();
  private final AtomicInteger underWay = new AtomicInteger();
  private final List<Subscriber> live = new ArrayList<>();
  private final Deque<WindowEvent> recent = new ArrayDeque<>();
  private @Nullable Positions next;
  private @Nullable Positions recentFrom;

  /** Reads what is not in memory any more, for one subscriber, until it can join the others. */
  @FunctionalInterface
  interface Resuming {
    /** May block; ends the subscriber if it fails. */
    void resume(Subscriber subscriber, WindowFeed feed);
  }

  WindowFeed(Resuming resuming) {
    this.resuming = resuming;
    signs.schedulePeriodically(
        this::signOfLife, SIGN_OF_LIFE_SECONDS, SIGN_OF_LIFE_SECONDS, TimeUnit.SECONDS);
  }

  private synchronized void signOfLife() {
    live.removeIf(Subscriber::isGone);
    live.forEach(one -> one.say("still here"));
  }

  /** Where the shared reading begins; before that nothing can be listened to. */
  synchronized void begin(long[] offsets) {
    next = new Positions(offsets);
    recentFrom = new Positions(offsets);
    recent.clear();
  }

  /** Gives an event to all who listen; none of them can hold it up. */
  synchronized void publish(WindowEvent event) {
    if (next == null || recentFrom == null) {
      throw new IllegalStateException("an event before the reading began");
    }
    next.set(event.partition(), event.offset() + 1);
    recent.add(event);
    if (recent.size() > RECENT) {
      var oldest = recent.remove();
      recentFrom.set(oldest.partition(), oldest.offset() + 1);
    }
    var behind = live.stream().filter(one -> !one.offer(event)).toList();
    live.removeIf(one -> one.isGone() || behind.contains(one));
    behind.forEach(this::catchUpLater);
  }

  private void catchUpLater(Subscriber subscriber) {
    if (!resumeLater(subscriber)) {
      subscriber.drop(
          "the reader is too slow: %d events wait for it, and %d others catch up already"
              .formatted(BUFFER, MOST_RESUMING));
    }
  }

  /**
   * The events that are wanted.
   *
   * @param since where the listener had come, by partition; null for from now on
   */
  Flux<byte[]> listen(Predicate<WindowEvent> wanted, @Nullable Map<Integer, Long> since) {
    return Flux.<byte[]>create(
            sink -> subscribe(sink, wanted, since), FluxSink.OverflowStrategy.IGNORE)
        .publishOn(Schedulers.parallel(), BUFFER);
  }

  private void subscribe(
      FluxSink<byte[]> sink, Predicate<WindowEvent> wanted, @Nullable Map<Integer, Long> since) {
    var here = position();
    if (here == null) {
      sink.error(RefusedException.unavailable("the windows are not read yet"));
      return;
    }
    if (listeners.incrementAndGet() > MOST_LISTENERS) {
      listeners.decrementAndGet();
      sink.error(RefusedException.unavailable(
          "%d listen already; that is the most".formatted(MOST_LISTENERS)));
      return;
    }
    var none = new Positions(new long[here.partitions()]);
    var subscriber =
        new Subscriber(sink, wanted, since == null ? here : none.with(since), PATIENCE);
    // Who has gone is taken out with the next event or sign of life: here the lists may be in use.
    sink.onDispose(listeners::decrementAndGet);
    if (since == null) {
      joinNow(subscriber);
    } else if (!joinFromMemory(subscriber) && !resumeLater(subscriber)) {
      subscriber.fail(RefusedException.unavailable(
          "%d read what they missed already; that is the most at a time".formatted(MOST_RESUMING)));
    }
  }

  private synchronized @Nullable Positions position() {
    return next == null ? null : next.copy();
  }

  private synchronized void joinNow(Subscriber subscriber) {
    var here = position();
    for (int i = 0; here != null && i < here.partitions(); i++) {
      subscriber.advance(i, here.next(i));
    }
    add(subscriber, "from now on");
  }

  private void add(Subscriber subscriber, String comment) {
    subscriber.say(comment);
    live.add(subscriber);
  }

  /** Whether the subscriber is one whose next events are all in memory; it listens from then on. */
  private synchronized boolean joinFromMemory(Subscriber subscriber) {
    // Who is ahead of this reading may have read elsewhere, or another log: the log must tell.
    return next != null && next.hasReached(subscriber.positions()) && join(subscriber);
  }

  /** Lets the subscriber listen if what it lacks is in memory and it has room for that. */
  synchronized boolean join(Subscriber subscriber) {
    if (recentFrom == null || !subscriber.positions().hasReached(recentFrom)) {
      return false;
    }
    long lacks = recent.stream().filter(subscriber::wants).count();
    if (!subscriber.hasRoom((int) lacks + 1)) {
      return false;
    }
    recent.forEach(subscriber::offer);
    add(subscriber, "up to date");
    return true;
  }

  /** Whether it will be done: not where too many read what they missed already. */
  private boolean resumeLater(Subscriber subscriber) {
    if (underWay.incrementAndGet() > MOST_RESUMING) {
      underWay.decrementAndGet();
      return false;
    }
    Schedulers.boundedElastic().schedule(() -> {
      try {
        resuming.resume(subscriber, this);
      } finally {
        underWay.decrementAndGet();
      }
    });
    return true;
  }

  /** Ends all streams. */
  @Override
  public void close() {
    signs.dispose();
    synchronized (this) {
      List.copyOf(live).forEach(Subscriber::complete);
      live.clear();
      next = null;
    }
  }
}
