package io.millrace.connectors.celery.broker;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Return;
import io.millrace.connectors.celery.broker.ConfirmedPublisher.Counts;
import io.millrace.connectors.celery.broker.ConfirmedPublisher.Sent;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of messages once the broker has spoken of them, or has kept silent for too long. */
final class Fates implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Fates.class);
  private static final int[] PAUSES_MS = {50, 200, 1000, 3000};
  private static final long DECLARED_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int MOST_DECLARED = 1000;

  private final Outbox outbox;
  private final ScheduledExecutorService timer;
  // Waits for the broker, sometimes long.
  private final ScheduledExecutorService declares =
      Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "celery-declares");
        thread.setDaemon(true);
        return thread;
      });
  private final Map<String, Long> declared = new HashMap<>();
  private final Map<String, Item> mandatory = new ConcurrentHashMap<>();
  private final LongAdder confirmed = new LongAdder();
  private final LongAdder returned = new LongAdder();
  private final LongAdder unroutable = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder late = new LongAdder();
  private final Losses losses = new Losses();
  private volatile @Nullable Connection connection;

  /** @param timer in whose thread is told how messages end, but for those that are confirmed */
  Fates(Outbox outbox, ScheduledExecutorService timer) {
    this.outbox = outbox;
    this.timer = timer;
  }

  /** Queues are declared over this connection from now on; null where there is none. */
  void connected(@Nullable Connection over) {
    connection = over;
  }

  /** The properties with which it is sent. */
  BasicProperties properties(Item item) {
    var properties = item.message.properties();
    if (!item.message.mandatory()) {
      return properties;
    }
    // A returned message has no other sign by which it is known again.
    mandatory.put(item.id, item);
    return properties.builder().messageId(item.id).build();
  }

  /** Nobody needs it any more. */
  void withdraw(Item item) {
    if (!item.ended) {
      item.ended = true;
      mandatory.remove(item.id);
      outbox.withdraw(item);
    }
  }

  Counts counts(long repeated) {
    return new Counts(
        confirmed.sum(), returned.sum(), unroutable.sum(), refused.sum(), late.sum(), repeated);
  }

  /** The broker has found no queue for a message; it confirms it afterwards. */
  void returned(Return back) {
    var item = mandatory.get(String.valueOf(back.getProperties().getMessageId()));
    if (item != null) {
      item.returned = true;
      returned.increment();
    }
  }

  /** The broker has spoken; it returns a message before it confirms it. */
  void settled(Item item, boolean nacked) {
    mandatory.remove(item.id);
    item.doubtful = false;
    item.unwanted = nacked || item.returned;
    if (nacked) {
      nacked(item);
    } else if (item.returned) {
      unroutable(item);
    } else {
      confirmed(item);
    }
  }

  private void confirmed(Item item) {
    confirmed.increment();
    if (item.ended) {
      return;
    }
    item.ended = true;
    try {
      item.done.accept(Sent.CONFIRMED);
    } catch (RuntimeException | Error e) {
      // What one message comes to must not cost the channel, which it would in this thread.
      LOG.error("what follows {} failed", item.message, e);
    }
  }

  private void unroutable(Item item) {
    if (item.returns >= PAUSES_MS.length) {
      unroutable.increment();
      losses.lost(item.message, unroutable.sum());
      end(item, Sent.UNROUTABLE);
      return;
    }
    int pause = PAUSES_MS[item.returns++];
    var queue = item.message.queue();
    if (queue == null) {
      again(item, pause);
    } else {
      declares.schedule(
          () -> {
            declare(queue);
            again(item, 0);
          },
          pause,
          TimeUnit.MILLISECONDS);
    }
  }

  private void again(Item item, int pauseMs) {
    timer.schedule(
        () -> {
          if (!item.ended) {
            outbox.put(item);
          }
        },
        pauseMs,
        TimeUnit.MILLISECONDS);
  }

  private void nacked(Item item) {
    long now = System.nanoTime();
    var since = item.refused;
    if (since == null) {
      item.refused = now;
    } else if (now - since > item.message.patience().toNanos()) {
      late(item);
      return;
    }
    again(item, PAUSES_MS[since == null ? 1 : 2]);
  }

  /** The broker has not taken it for as long as it may take. */
  void late(Item item) {
    late.increment();
    LOG.warn(
        "{} is given up: the broker has not taken it for {} s",
        item.message,
        item.message.patience().toSeconds());
    end(item, Sent.LATE);
  }

  /** The broker, or its client, does not carry it. */
  void refused(Item item, Exception cause) {
    refused.increment();
    LOG.warn("{} cannot be sent: {}", item.message, cause.getMessage());
    end(item, Sent.REFUSED);
  }

  private void end(Item item, Sent how) {
    mandatory.remove(item.id);
    if (!item.ended) {
      item.ended = true;
      timer.execute(() -> item.done.accept(how));
    }
  }

  // Many calls may wait for one queue, and to ask for one that cannot be had takes long.
  private void declare(QueueSpec queue) {
    long now = System.nanoTime();
    var last = declared.get(queue.name());
    var over = connection;
    if (over == null || (last != null && now - last < DECLARED_NANOS)) {
      return;
    }
    if (declared.size() >= MOST_DECLARED) {
      declared.clear();
    }
    try {
      queue.declare(over);
      LOG.info("queue {} was missing, and is declared", queue);
    } catch (IOException | RuntimeException e) {
      // What is sent again will be returned again, and given up in the end.
      LOG.warn("queue {} is missing, and cannot be declared: {}", queue, e.toString());
    }
    declared.put(queue.name(), System.nanoTime());
  }

  @Override
  public void close() {
    declares.shutdownNow();
  }

  @Override
  public String toString() {
    return "Fates{%s}".formatted(counts(0));
  }
}
