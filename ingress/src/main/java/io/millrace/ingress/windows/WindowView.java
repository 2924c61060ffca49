package io.millrace.ingress.windows;

import io.millrace.ingress.log.LogConfig;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the windows topic: keeps the newest results for questions, and gives new ones to those who listen. */
public final class WindowView implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WindowView.class);
  // So many are read in a few seconds, and fill the store.
  private static final long MOST_READ_AT_START = 100_000;
  private static final long PAUSE_MILLIS = 500;

  private final LogConfig config;
  private final Admin admin;
  private final WindowRecords records;
  private final WindowStore store = new WindowStore(WindowStore.Limits.DEFAULTS);
  private final LogResuming resuming;
  private final WindowFeed feed;
  private final WindowReading.Target target = new Kept();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean caughtUp;
  private @Nullable WindowReading reading;

  public WindowView(LogConfig config, Admin admin) {
    this.config = config;
    this.admin = admin;
    this.records = new WindowRecords(config.topics().windows());
    this.resuming = new LogResuming(config, records);
    this.feed = new WindowFeed(resuming);
  }

  /** Starts to follow; returns at once, also where the brokers are away. */
  public void start() {
    var thread = new Thread(this::startReading, "qoa-windows-start");
    thread.setDaemon(true);
    thread.start();
  }

  private void startReading() {
    @Nullable String said = null;
    try {
      while (!tryStart()) {
        if (said == null) {
          said = "the windows topic cannot be read yet; trying on";
          LOG.warn(said);
        }
        if (closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean tryStart() throws InterruptedException {
    try {
      var started = WindowReading.start(config, admin, MOST_READ_AT_START, target);
      synchronized (this) {
        if (closed.getCount() > 0) {
          reading = started;
          return true;
        }
      }
      started.close();
      return true;
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("reading the windows", e);
      return false;
    }
  }

  private final class Kept implements WindowReading.Target {
    @Override
    public void begin(long[] offsets) {
      feed.begin(offsets);
    }

    @Override
    public void take(ConsumerRecord<String, byte[]> record) {
      var result = records.read(record);
      if (result != null) {
        store.put(result);
        feed.publish(WindowEvent.of(record.partition(), record.offset(), result));
      }
    }

    @Override
    public void caughtUp() {
      caughtUp = true;
    }
  }

  /** What is done with each record. */
  WindowReading.Target target() {
    return target;
  }

  /** Whether all has been read that was there at the start. */
  boolean isCaughtUp() {
    return caughtUp;
  }

  WindowStore store() {
    return store;
  }

  WindowFeed feed() {
    return feed;
  }

  long unreadable() {
    return records.unreadable();
  }

  /** Ends all streams. */
  @Override
  public void close() {
    resuming.close();
    feed.close();
    @Nullable WindowReading current;
    synchronized (this) {
      closed.countDown();
      current = reading;
    }
    if (current != null) {
      current.close();
    }
  }
}
