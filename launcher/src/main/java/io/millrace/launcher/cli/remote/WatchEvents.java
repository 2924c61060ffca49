package io.millrace.launcher.cli.remote;

import io.millrace.launcher.http.Api;
import io.millrace.launcher.http.ApiException;
import io.millrace.launcher.http.EventStream;
import io.millrace.launcher.http.EventStream.Event;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Events of a stream, read by a thread of its own, which comes back with the last id when the stream breaks off. */
final class WatchEvents implements AutoCloseable {
  private static final long PAUSE_SECONDS = 1;
  private static final int WAITING = 1000;

  private final Api api;
  private final String path;
  private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(WAITING);
  private final Thread reader = new Thread(this::read, "watch");
  private volatile @Nullable EventStream stream;
  private @Nullable String lastId;

  WatchEvents(Api api, String path) {
    this.api = api;
    this.path = path;
    reader.setDaemon(true);
  }

  /** Connects; from then on nothing is missed. */
  void start() {
    stream = api.events(path, null);
    reader.start();
  }

  /** The next event; null where none comes in time. */
  @Nullable
  Event poll(long time, TimeUnit unit) throws InterruptedException {
    return events.poll(time, unit);
  }

  private void read() {
    try {
      for (var open = stream; ; open = reconnected()) {
        pass(open);
        events.put(new Event("note", "the stream broke off; trying to go on where it was"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pass(@Nullable EventStream open) throws InterruptedException {
    if (open == null) {
      return;
    }
    try (open) {
      for (var event = open.next(); event != null; event = open.next()) {
        lastId = open.lastId();
        events.put(event);
      }
    } catch (IOException e) {
      // The server is gone, say: it is tried again.
    }
    lastId = open.lastId() == null ? lastId : open.lastId();
  }

  private EventStream reconnected() throws InterruptedException {
    while (true) {
      TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
      try {
        var open = api.events(path, lastId);
        stream = open;
        return open;
      } catch (ApiException e) {
        // Not there yet; nothing is lost by waiting, since the log keeps it.
      }
    }
  }

  @Override
  public void close() {
    reader.interrupt();
    var open = stream;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // It is wanted no more.
      }
    }
  }
}
