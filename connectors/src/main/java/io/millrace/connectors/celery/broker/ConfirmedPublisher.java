package io.millrace.connectors.celery.broker;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Return;
import com.rabbitmq.client.ShutdownSignalException;
import io.millrace.connectors.celery.broker.Message.Address;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends messages until the broker has confirmed them. What was not confirmed when a connection broke is sent again over
 * the next. What reaches no queue is sent again after 50 ms, 200 ms, 1 s and 3 s, since a client may open its reply queue
 * again, and then given up; so is what no message can carry, or the broker takes for too large.
 */
public final class ConfirmedPublisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConfirmedPublisher.class);
  private static final int[] PAUSES_MS = {50, 200, 1000, 3000};
  private static final Pattern TOO_LARGE = Pattern.compile("max size (\\d+)");

  /** How a message ended. */
  public enum Sent {
    /** The broker has it. */
    CONFIRMED,
    /** No queue takes it. */
    UNROUTABLE,
    /** It cannot be sent: it is larger than the broker takes, or no name of a queue is that long. */
    REFUSED
  }

  /** Counts since the start. */
  public record Counts(
      long confirmed, long returned, long unroutable, long refused, long repeated) {}

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "celery-returns");
        thread.setDaemon(true);
        return thread;
      });
  private final TreeMap<Long, Item> unconfirmed = new TreeMap<>();
  private final Map<String, Item> mandatory = new ConcurrentHashMap<>();
  private final ArrayDeque<Item> waiting = new ArrayDeque<>();
  private final LongAdder confirmed = new LongAdder();
  private final LongAdder returned = new LongAdder();
  private final LongAdder unroutable = new LongAdder();
  private final LongAdder repeated = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final Losses losses = new Losses();
  private @Nullable Connection connection;
  private @Nullable Channel channel;
  private final LooseChannel loose = new LooseChannel(this::later);
  private long lastId;

  /** Sends over this connection from now on, first what waits. */
  public void connected(Connection opened) throws IOException {
    synchronized (this) {
      connection = opened;
    }
    loose.open(opened);
    open(opened);
  }

  private void open(Connection over) throws IOException {
    var opened = over.createChannel();
    opened.confirmSelect();
    opened.addReturnListener(this::returned);
    opened.addConfirmListener(
        (tag, multiple) -> settled(tag, multiple, false),
        (tag, multiple) -> settled(tag, multiple, true));
    opened.addShutdownListener(cause -> {
      if (!cause.isHardError() && !cause.isInitiatedByApplication()) {
        refused(cause);
        later(over, this::open);
      }
    });
    synchronized (this) {
      if (connection != over) {
        return;
      }
      sendAgain();
      channel = opened;
      while (channel != null && !waiting.isEmpty()) {
        publish(waiting.poll());
      }
    }
  }

  /** The connection is gone. */
  public synchronized void disconnected() {
    connection = null;
    loose.close();
    sendAgain();
  }

  private void sendAgain() {
    channel = null;
    repeated.add(unconfirmed.size());
    waiting.addAll(unconfirmed.values());
    unconfirmed.clear();
  }

  /**
   * Sends the message now or once there is a connection.
   *
   * @param done called once its end is known; where the broker has it, by a thread of the broker's client, which must not
   *     be held and can send nothing
   */
  public synchronized void send(Message message, Consumer<Sent> done) {
    var item = new Item(message, done, Long.toString(++lastId));
    if (channel == null) {
      waiting.add(item);
    } else {
      publish(item);
    }
  }

  /** Sends the message if there is a connection, and does not care. */
  public void sendUnconfirmed(Message message) {
    loose.send(message);
  }

  /** What opens a channel. */
  interface Opening {
    void open(Connection over) throws IOException;
  }

  // A channel is opened by a thread that waits for the broker, which the one that hears of it must
  // not.
  private void later(Connection over, Opening opening) {
    timer.execute(() -> {
      try {
        if (over.isOpen()) {
          opening.open(over);
        }
      } catch (IOException | RuntimeException e) {
        // Without its channels a connection is of no use; the next one has its own.
        over.abort();
      }
    });
  }

  /** The broker has closed the channel: what it takes for too large would close the next one, too. */
  private void refused(ShutdownSignalException cause) {
    var size = TOO_LARGE.matcher(String.valueOf(cause.getMessage()));
    if (!size.find()) {
      return;
    }
    synchronized (this) {
      channel = null;
      for (var item : List.copyOf(unconfirmed.values())) {
        if (item.message.body().length > Long.parseLong(size.group(1))) {
          unconfirmed.values().remove(item);
          giveUp(item, cause);
        }
      }
    }
  }

  private void giveUp(Item item, Exception cause) {
    mandatory.remove(item.id);
    refused.increment();
    LOG.warn("{} cannot be sent: {}", item.message, cause.getMessage());
    timer.execute(() -> item.done.accept(Sent.REFUSED));
  }

  /** How many are under way. */
  public synchronized int underWay() {
    return unconfirmed.size() + waiting.size();
  }

  /** Counts since the start. */
  public Counts counts() {
    return new Counts(
        confirmed.sum(), returned.sum(), unroutable.sum(), refused.sum(), repeated.sum());
  }

  private void publish(Item item) {
    var to = channel;
    if (to == null) {
      waiting.add(item);
      return;
    }
    item.returned = false;
    var properties = item.message.properties();
    if (item.message.mandatory()) {
      // A returned message has no other sign by which it is known again.
      properties = properties.builder().messageId(item.id).build();
      mandatory.put(item.id, item);
    }
    Address at = item.message.to();
    try {
      unconfirmed.put(to.getNextPublishSeqNo(), item);
      to.basicPublish(
          at.exchange(), at.key(), item.message.mandatory(), properties, item.message.body());
    } catch (IOException | AlreadyClosedException e) {
      // The connection is gone, of which disconnected() will hear: the item is among the
      // unconfirmed.
      channel = null;
    } catch (RuntimeException e) {
      // The channel has counted a message that the broker never sees: another counts anew.
      unconfirmed.values().remove(item);
      giveUp(item, e);
      channel = null;
      var over = to.getConnection();
      later(over, again -> {
        to.abort();
        open(again);
      });
    }
  }

  private void returned(Return back) {
    var item = mandatory.get(String.valueOf(back.getProperties().getMessageId()));
    if (item != null) {
      item.returned = true;
      returned.increment();
    }
  }

  // The broker returns a message before it confirms it.
  private void settled(long tag, boolean multiple, boolean refused) {
    for (var item : take(tag, multiple)) {
      mandatory.remove(item.id);
      if (refused || item.returned) {
        again(item, refused);
      } else {
        confirmed.increment();
        item.done.accept(Sent.CONFIRMED);
      }
    }
  }

  private synchronized List<Item> take(long tag, boolean multiple) {
    if (!multiple) {
      var one = unconfirmed.remove(tag);
      return one == null ? List.of() : List.of(one);
    }
    var head = unconfirmed.headMap(tag, true);
    var all = new ArrayList<>(head.values());
    head.clear();
    return all;
  }

  private void again(Item item, boolean refused) {
    if (!refused && item.tries >= PAUSES_MS.length) {
      unroutable.increment();
      losses.lost(item.message, unroutable.sum());
      timer.execute(() -> item.done.accept(Sent.UNROUTABLE));
      return;
    }
    int pause = PAUSES_MS[Math.min(item.tries++, PAUSES_MS.length - 1)];
    timer.schedule(
        () -> {
          if (!refused) {
            declareQueue(item.message);
          }
          synchronized (this) {
            publish(item);
          }
        },
        pause,
        TimeUnit.MILLISECONDS);
  }

  private void declareQueue(Message message) {
    var queue = message.queue();
    Connection over;
    synchronized (this) {
      over = connection;
    }
    if (queue == null || over == null) {
      return;
    }
    try {
      queue.declare(over);
      LOG.info("queue {} was missing, and is declared", queue);
    } catch (IOException | RuntimeException e) {
      // What is sent again will be returned again, and given up in the end.
      LOG.warn("queue {} is missing, and cannot be declared: {}", queue, e.toString());
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  @Override
  public String toString() {
    return "ConfirmedPublisher{%s}".formatted(counts());
  }
}
