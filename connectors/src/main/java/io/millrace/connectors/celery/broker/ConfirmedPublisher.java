package io.millrace.connectors.celery.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.millrace.connectors.amqp.AmqpLink;
import io.millrace.connectors.amqp.BrokerAddress;
import io.millrace.connectors.celery.broker.Outbox.Next;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
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
  private static final int ABORT_MS = 5000;
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

    /** Nobody needs the message any more: it is not sent if it has not been, and nothing more is said of it. */
    void withdraw();
  }

  /** Counts since the start. */
  public record Counts(
      long confirmed, long returned, long unroutable, long refused, long late, long repeated) {}

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "celery-returns");
        thread.setDaemon(true);
        return thread;
      });
  private final Outbox outbox = new Outbox();
  private final Fates fates = new Fates(outbox, timer);
  private final LongAdder repeated = new LongAdder();
  private final AtomicLong lastId = new AtomicLong();
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
      fates.connected(over);
      loose.open(over);
      open(over);
    }

    @Override
    public void lost() {
      connection = null;
      fates.connected(null);
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
    opened.addReturnListener(fates::returned);
    opened.addConfirmListener(
        (tag, multiple) -> settled(outbox.settled(opened, tag, multiple), false),
        (tag, multiple) -> settled(outbox.settled(opened, tag, multiple), true));
    opened.addShutdownListener(cause -> closed(opened, over, cause));
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
    return new Sending() {
      @Override
      public boolean isHeldUp() {
        return ConfirmedPublisher.this.isHeldUp(item);
      }

      @Override
      public void withdraw() {
        fates.withdraw(item);
      }
    };
  }

  private boolean isHeldUp(Item item) {
    return item.ended
        || item.unwanted
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
  private void closed(Channel one, Connection over, ShutdownSignalException cause) {
    if (!outbox.uses(one)) {
      return;
    }
    if (!cause.isInitiatedByApplication() && (!cause.isHardError() || isError(cause))) {
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
    guilty.forEach(item -> fates.refused(item, cause));
    if (guilty.isEmpty()) {
      outbox.unconfirmed().forEach(item -> item.doubtful = true);
    }
  }

  /** How many are under way. */
  public int underWay() {
    return outbox.size();
  }

  /** Counts since the start. */
  public Counts counts() {
    return fates.counts(repeated.sum());
  }

  private void write() {
    try {
      while (!timer.isShutdown()) {
        var next = outbox.take();
        writingSince = System.nanoTime();
        writeOrClose(next);
        writingSince = 0;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void writeOrClose(Next next) {
    try {
      write(next);
    } catch (RuntimeException | Error e) {
      // Whatever was written of it, the next connection begins anew; this thread must live on.
      LOG.error("{} is sent again", next.message(), e);
      next.channel().getConnection().abort(ABORT_MS);
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
    var properties = fates.properties(item);
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
      fates.refused(item, e);
      later(to.getConnection(), again -> {
        open(again);
        to.abort();
      });
    }
  }

  private void settled(List<Item> items, boolean nacked) {
    closes.set(0);
    items.forEach(item -> fates.settled(item, nacked));
  }

  /** Looks for what the broker keeps silent about. */
  private void look() {
    long now = System.nanoTime();
    long since = writingSince;
    if (since != 0 && now - since > STALLED.toNanos()) {
      stalled();
    } else if (blocked == null) {
      outbox.passOver(SLOW.toNanos());
      outbox
          .remove(item -> item.isOlderThan(item.message.patience().toNanos(), now))
          .forEach(fates::late);
    }
  }

  // A queue that the broker cannot serve, or a connection of which nobody has said that it is gone.
  private void stalled() {
    var over = connection;
    if (blocked != null && over != null && over.isOpen()) {
      return;
    }
    outbox.unconfirmed().forEach(item -> item.stalls++);
    outbox.remove(item -> item.stalls >= MOST_STALLS).forEach(fates::late);
    LOG.warn("the broker reads nothing for {} s: connecting anew", STALLED.toSeconds());
    link.sever();
  }

  private void unblocked() {
    outbox.touch();
    blocked = null;
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
    fates.close();
    writer.interrupt();
  }

  @Override
  public String toString() {
    return "ConfirmedPublisher{%s, %s}".formatted(link, counts());
  }
}
