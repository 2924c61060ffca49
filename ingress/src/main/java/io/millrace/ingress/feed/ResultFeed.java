package io.millrace.ingress.feed;

import io.millrace.ingress.feed.Backlog.Outgoing;
import io.millrace.ingress.http.RefusedException;
import io.millrace.ingress.log.LogConfig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Committed results as server-sent events.
 *
 * <p>All who watch from now on share one reading, which runs while anyone watches. A watcher that is slower than the
 * results has up to {@value #BUFFER} of them waiting, and up to {@value Backlog#MOST_BYTES} bytes; while there is no room
 * new ones are dropped for this watcher, and a comment {@code : dropped N} stands where they would have been. One who watches from the beginning has a reading of its
 * own, which waits for it and drops nothing.
 */
public final class ResultFeed implements AutoCloseable {
  static final int BUFFER = 1024;
  private static final int MOST_REPLAYS = 8;
  private static final long SIGN_OF_LIFE_SECONDS = 15;

  private final Readings readings;
  private final List<Watcher> live = new CopyOnWriteArrayList<>();
  private final List<Watcher> replayed = new CopyOnWriteArrayList<>();
  private final AtomicInteger replays = new AtomicInteger();
  // Starting and stopping a reading may wait for the broker; one at a time, off the event loops.
  private final Scheduler worker = Schedulers.newSingle("result-feed", true);
  private @Nullable Reading reading;

  /** A reading of the results that runs until it is closed. */
  interface Reading extends AutoCloseable {
    @Override
    void close();
  }

  /** Starts readings. */
  @FunctionalInterface
  interface Readings {
    /** What is written after this call is read, at least. */
    Reading start(OffsetSpec from, Consumer<ResultEvent> to)
        throws ExecutionException, InterruptedException, TimeoutException;
  }

  public ResultFeed(LogConfig config, Admin admin) {
    this((from, to) -> ResultReading.start(config, admin, from, to));
  }

  ResultFeed(Readings readings) {
    this.readings = readings;
    worker.schedulePeriodically(
        this::signOfLife, SIGN_OF_LIFE_SECONDS, SIGN_OF_LIFE_SECONDS, TimeUnit.SECONDS);
  }

  private void signOfLife() {
    live.forEach(Watcher::signOfLife);
    replayed.forEach(Watcher::signOfLife);
  }

  /** Results from now on. */
  Flux<Outgoing> live(@Nullable String model) {
    return buffered(sink -> {
      var watcher = new Watcher(sink, model);
      sink.onDispose(() -> worker.schedule(() -> leave(watcher)));
      worker.schedule(() -> {
        // Who has left already would never leave again.
        if (!sink.isCancelled()) {
          join(watcher);
        }
      });
    });
  }

  /** All results that are kept, and then those that come. */
  Flux<Outgoing> replay(@Nullable String model) {
    return buffered(sink -> {
      if (replays.incrementAndGet() > MOST_REPLAYS) {
        replays.decrementAndGet();
        sink.error(RefusedException.unavailable(
            "%d watch from the beginning already; that is the most".formatted(MOST_REPLAYS)));
        return;
      }
      startReplay(new Watcher(sink, model), sink);
    });
  }

  private static Flux<Outgoing> buffered(Consumer<FluxSink<Outgoing>> source) {
    return Flux.<Outgoing>create(source, FluxSink.OverflowStrategy.IGNORE)
        .publishOn(Schedulers.parallel(), BUFFER);
  }

  private void startReplay(Watcher watcher, FluxSink<Outgoing> sink) {
    var mine = new AtomicReference<@Nullable Reading>();
    replayed.add(watcher);
    sink.onDispose(() -> worker.schedule(() -> {
      replayed.remove(watcher);
      replays.decrementAndGet();
      stop(mine.get());
    }));
    worker.schedule(() -> {
      if (sink.isCancelled()) {
        return;
      }
      watcher.say("from the beginning");
      mine.set(start(OffsetSpec.earliest(), watcher::put, watcher));
    });
  }

  private void join(Watcher watcher) {
    if (reading == null) {
      reading = start(OffsetSpec.latest(), event -> live.forEach(one -> one.offer(event)), watcher);
    }
    if (reading != null) {
      live.add(watcher);
      watcher.say("from now on");
    }
  }

  private void leave(Watcher watcher) {
    live.remove(watcher);
    if (live.isEmpty()) {
      stop(reading);
      reading = null;
    }
  }

  private @Nullable Reading start(OffsetSpec from, Consumer<ResultEvent> to, Watcher first) {
    try {
      return readings.start(from, to);
    } catch (ExecutionException | TimeoutException e) {
      first.fail(RefusedException.unavailable("the results cannot be read now: " + e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      first.fail(e);
    }
    return null;
  }

  private static void stop(@Nullable Reading reading) {
    if (reading != null) {
      reading.close();
    }
  }

  /** Ends all streams. */
  @Override
  public void close() {
    live.forEach(Watcher::complete);
    replayed.forEach(Watcher::complete);
    worker.disposeGracefully().block(Duration.ofSeconds(5));
  }
}
