package io.millrace.connectors.celery.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Return;
import com.rabbitmq.client.ShutdownSignalException;
import io.millrace.connectors.amqp.AmqpLink;
import io.millrace.connectors.amqp.BrokerAddress;
import io.millrace.connectors.celery.broker.Outbox.Next;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends messages until the broker has confirmed them, over a connection of its own: a broker that is short of memory, or
 * has a queue that it cannot serve, stops reading from those who publish, and what is consumed must go on meanwhile.
 *
 * <p>What was not confirmed when a connection broke is sent again over the next. What reaches no queue is sent again after
 * 50 ms, 200 ms, 1 s and 3 s, since a client may open its reply queue again, and then given up; so is what no message can
 * carry, what makes the broker close the channel, and what the broker refuses, or keeps silent about, for too long.
 */
public final class ConfirmedPublisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConfirmedPublisher.class);
  private static final int[] PAUSES_MS = {50, 200, 1000, 3000};
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration SLOW = Duration.ofSeconds(2);
  private static final Duration STALLED = Duration.ofSeconds(20);
  private static final int MOST_STALLS = 3;
  private static final Duration GOODBYE = Duration.ofSeconds(1);

  /** How a message ended. */
  public enum Sent {
    /** The broker has it. */
    CONFIRMED,
    /** No queue takes it. */
    UNROUTABLE,
    /** It cannot be sent: it is larger than the broker takes, or no name of a queue is that long. */
    REFUSED,
    /** The broker has refused it, or has not confirmed it, for as long as it may take. */
    LATE
  }

  /** A message on its way. */
  public interface Sending {
    /** Whether it is the message's destination that holds it up, as far as can be told: others may have arrived. */
    boolean isHeldUp();
  }

  /** Counts since the start. */
  public record Counts(
      long confirmed, long returned, long unroutable, long refused, long late, long repeated) {}

  // Two threads, since one may wait for the broker to declare a queue.
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2, task -> {
    var thread = new Thread(task, "celery-returns");
    thread.setDaemon(true);
    return thread;
  });
  private final Outbox outbox = new Outbox();
  private final Map<String, Item> mandatory = new ConcurrentHashMap<>();
  private final LongAdder confirmed = new LongAdder();
  private final LongAdder returned = new LongAdder();
  private final LongAdder unroutable = new LongAdder();
  private final LongAdder repeated = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder late = new LongAdder();
  private final AtomicLong lastId = new AtomicLong();
  private final Losses losses = new Losses();
  private final LooseChannel loose = new LooseChannel(outbox, this::later);
  private final AmqpLink link;
  private final Thread writer;
  private volatile @Nullable Connection connection;
  private volatile @Nullable String blocked;
  private volatile long writingSince;
  private final AtomicInteger closes = new AtomicInteger();

  /**
   * @param name that of its connection, shown by the broker
   * @throws IllegalArgumentException if an address's certificates cannot be read
   */
  public ConfirmedPublisher(String name, List<BrokerAddress> brokers) {
    this.link = new AmqpLink(name, brokers, new Session());
    this.writer = new Thread(this::write, "celery-publisher");
    this.writer.setDaemon(true);
  }

  private final class Session implements AmqpLink.Session {
    @Override
    public void opened(Connection over) throws IOException {
      over.addBlockedListener(reason -> blocked = reason, ConfirmedPublisher.this::unblocked);
      connection = over;
      loose.open(over);
      open(over);
    }

    @Override
    public void lost() {
      connection = null;
      blocked = null;
      loose.close();
      repeated.add(outbox.sendAgain());
    }
  }

  /** Begins to connect; returns at once. */
  public ConfirmedPublisher start() {
    writer.start();
    link.start();
    timer.scheduleWithFixedDelay(
        this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    return this;
  }

  /** How its connection stands. */
  public AmqpLink.State state() {
    var now = link.state();
    var reason = blocked;
    return reason == null
        ? now
        : new AmqpLink.State(
            now.connected(), "the broker takes no messages: " + reason, now.reconnects());
  }

  private void open(Connection over) throws IOException {
    var opened = over.createChannel();
    opened.confirmSelect();
    opened.addReturnListener(this::returned);
    opened.addConfirmListener(
        (tag, multiple) -> settled(opened, tag, multiple, false),
        (tag, multiple) -> settled(opened, tag, multiple, true));
    opened.addShutdownListener(cause -> closed(over, cause));
    if (connection == over) {
      repeated.add(outbox.sendAgain());
      outbox.use(opened);
    }
  }

  /**
   * Sends the message now or once there is a connection; never waits.
   *
   * @param done called once its end is known, by a thread that must not be held
   */
  public Sending send(Message message, Consumer<Sent> done) {
    var item = new Item(message, done, Long.toString(lastId.incrementAndGet()));
    outbox.put(item);
    return () -> isHeldUp(item);
  }

  private boolean isHeldUp(Item item) {
    return item.unwanted
        || (blocked == null && item.isOlderThan(SLOW.toNanos(), System.nanoTime()));
  }

  /** Sends the message if there is a connection, and does not care; never waits. */
  public void sendUnconfirmed(Message message) {
    outbox.putLoose(message);
  }

  /** What opens a channel. */
  interface Opening {
    void open(Connection over) throws IOException;
  }

  // A channel is opened by a thread that waits for the broker, which the one that hears of it must
  // not; and not at once, as the same may close the next.
  private void later(Connection over, Opening opening) {
    timer.schedule(
        () -> {
          try {
            if (over.isOpen()) {
              opening.open(over);
            }
          } catch (IOException | RuntimeException e) {
            // Without its channels a connection is of no use; the next one has its own.
            over.abort();
          }
        },
        PAUSES_MS[Math.min(closes.getAndIncrement(), PAUSES_MS.length - 1)],
        TimeUnit.MILLISECONDS);
  }

  /** The channel is closed, maybe by its connection's end. */
  private void closed(Connection over, ShutdownSignalException cause) {
    if (cause.isInitiatedByApplication()) {
      return;
    }
    if (!cause.isHardError() || isError(cause)) {
      blame(cause);
    }
    if (!cause.isHardError()) {
      later(over, this::open);
    }
  }

  // Not where somebody closes connections, or stops the broker.
  private static boolean isError(ShutdownSignalException cause) {
    return cause.getReason() instanceof AMQP.Connection.Close close
        && close.getReplyCode() != AMQP.CONNECTION_FORCED;
  }

  /** One of the messages under way has made the broker close the channel. */
  private void blame(ShutdownSignalException cause) {
    var guilty = outbox.remove(item -> item.doubtful);
    guilty.forEach(item -> giveUp(item, cause));
    if (guilty.isEmpty()) {
      outbox.unconfirmed().forEach(item -> item.doubtful = true);
    }
  }

  private void giveUp(Item item, Exception cause) {
    refused.increment();
    LOG.warn("{} cannot be sent: {}", item.message, cause.getMessage());
    end(item, Sent.REFUSED);
  }

  private void end(Item item, Sent how) {
    mandatory.remove(item.id);
    timer.execute(() -> item.done.accept(how));
  }

  /** How many are under way. */
  public int underWay() {
    return outbox.size();
  }

  /** Counts since the start. */
  public Counts counts() {
    return new Counts(
        confirmed.sum(),
        returned.sum(),
        unroutable.sum(),
        refused.sum(),
        late.sum(),
        repeated.sum());
  }

  private void write() {
    try {
      while (!timer.isShutdown()) {
        var next = outbox.take();
        writingSince = System.nanoTime();
        write(next);
        writingSince = 0;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(Next next) {
    var item = next.item();
    if (item == null) {
      LooseChannel.write(next.channel(), next.message());
      return;
    }
    var to = next.channel();
    var message = item.message;
    var properties = message.properties();
    if (message.mandatory()) {
      // A returned message has no other sign by which it is known again.
      properties = properties.builder().messageId(item.id).build();
      mandatory.put(item.id, item);
    }
    try {
      to.basicPublish(
          message.to().exchange(),
          message.to().key(),
          message.mandatory(),
          properties,
          message.body());
    } catch (IOException | AlreadyClosedException e) {
      // The channel is gone, of which its listener hears: the item is among the unconfirmed.
      outbox.drop(to);
    } catch (RuntimeException e) {
      // The channel has counted a message that the broker never sees: another counts anew.
      outbox.drop(to);
      outbox.remove(other -> other == item);
      giveUp(item, e);
      later(to.getConnection(), again -> {
        open(again);
        to.abort();
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
  private void settled(Channel by, long tag, boolean multiple, boolean nacked) {
    closes.set(0);
    for (var item : outbox.settled(by, tag, multiple)) {
      mandatory.remove(item.id);
      item.doubtful = false;
      item.unwanted = nacked || item.returned;
      if (nacked) {
        nacked(item);
      } else if (item.returned) {
        unroutable(item);
      } else {
        confirmed.increment();
        item.done.accept(Sent.CONFIRMED);
      }
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
    timer.schedule(
        () -> {
          declareQueue(item.message);
          outbox.put(item);
        },
        pause,
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
    timer.schedule(() -> outbox.put(item), PAUSES_MS[since == null ? 1 : 2], TimeUnit.MILLISECONDS);
  }

  private void late(Item item) {
    late.increment();
    LOG.warn(
        "{} is given up: the broker has not taken it for {} s",
        item.message,
        item.message.patience().toSeconds());
    end(item, Sent.LATE);
  }

  /** Looks for what the broker keeps silent about. */
  private void look() {
    long now = System.nanoTime();
    long since = writingSince;
    if (since != 0 && now - since > STALLED.toNanos()) {
      stalled();
    } else if (blocked == null) {
      outbox
          .remove(item -> item.isOlderThan(item.message.patience().toNanos(), now))
          .forEach(this::late);
    }
  }

  // A queue that the broker cannot serve, or a connection of which nobody has said that it is gone.
  private void stalled() {
    var over = connection;
    if (blocked != null && over != null && over.isOpen()) {
      return;
    }
    outbox.unconfirmed().forEach(item -> item.stalls++);
    outbox.remove(item -> item.stalls >= MOST_STALLS).forEach(this::late);
    LOG.warn("the broker reads nothing for {} s: connecting anew", STALLED.toSeconds());
    link.sever();
  }

  private void unblocked() {
    blocked = null;
    long now = System.nanoTime();
    outbox.unconfirmed().forEach(item -> item.published = now);
  }

  private void declareQueue(Message message) {
    var queue = message.queue();
    var over = connection;
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

  /** Writes what waits, if that goes quickly, and ends. */
  @Override
  public void close() {
    try {
      if (!outbox.awaitWritten(GOODBYE) && link.state().connected()) {
        // A word of goodbye would wait behind the others.
        link.sever();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    link.close();
    timer.shutdownNow();
    writer.interrupt();
  }

  @Override
  public String toString() {
    return "ConfirmedPublisher{%s, %s}".formatted(link, counts());
  }
}
