package io.millrace.connectors.amqp;

import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one connection to a broker: opens it, hands it to its {@link Session}, and when it breaks opens the next, with
 * pauses that double from 200 ms to 10 s. Several addresses are tried in turn.
 */
public final class AmqpLink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AmqpLink.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /** What is done with a connection. Its methods are called by the link's one thread. */
  public interface Session {
    /**
     * Declares and consumes what it needs.
     *
     * @throws IOException if the broker refuses; the connection is then closed and tried again
     */
    void opened(Connection connection) throws IOException;

    /** The connection is gone, with all that was not acknowledged. */
    void lost();
  }

  /**
   * How it stands.
   *
   * @param trouble what was wrong last; null while connected
   */
  public record State(boolean connected, @Nullable String trouble, long reconnects) {}

  private final String name;
  private final List<Connecting> brokers;
  private final Session session;
  private final Thread thread;
  private final LongAdder connects = new LongAdder();
  private volatile @Nullable Connection connection;
  private volatile @Nullable Connecting broker;
  private volatile @Nullable String trouble = "not connected yet";
  private volatile boolean closing;

  /**
   * @param name shown by the broker
   * @throws IllegalArgumentException if an address's certificates cannot be read
   */
  public AmqpLink(String name, List<BrokerAddress> addresses, Session session) {
    this.name = name;
    this.brokers = addresses.stream().map(Connecting::new).toList();
    this.session = session;
    this.thread = new Thread(this::keep, "amqp-" + name);
    this.thread.setDaemon(true);
  }

  /** Starts to connect; returns at once. */
  public AmqpLink start() {
    thread.start();
    return this;
  }

  /** How it stands now. */
  public State state() {
    var now = connection;
    return new State(
        now != null && now.isOpen() && trouble == null, trouble, Math.max(0, connects.sum() - 1));
  }

  private void keep() {
    var pause = FIRST_PAUSE;
    int attempt = 0;
    while (!closing) {
      if (once(brokers.get(attempt++ % brokers.size()))) {
        pause = FIRST_PAUSE;
      }
      if (closing || !slept(pause)) {
        return;
      }
      pause = longer(pause);
    }
  }

  /** Ends the connection at once; the next one is opened. For a connection over which nothing passes any more. */
  public void sever() {
    var to = broker;
    if (to != null) {
      to.sever();
    }
  }

  /** One connection's life; true if it came to be used. */
  private boolean once(Connecting to) {
    boolean used = false;
    var ended = new CountDownLatch(1);
    broker = to;
    try (var open = to.open(name)) {
      connection = open;
      open.addShutdownListener(cause -> ended.countDown());
      session.opened(open);
      used = true;
      trouble = null;
      connects.increment();
      LOG.info("{}: connected to {}", name, to);
      ended.await();
      tell("%s: the connection is lost".formatted(to));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      // Whatever the broker or the session found wrong, the next connection may be better.
      tell(reason(e));
    } finally {
      connection = null;
      session.lost();
    }
    return used;
  }

  private static String reason(Exception e) {
    var cause = e.getCause();
    var text = String.valueOf(e.getMessage());
    return e.getMessage() == null && cause != null ? String.valueOf(cause.getMessage()) : text;
  }

  private void tell(String what) {
    if (!closing && !what.equals(trouble)) {
      LOG.warn("{}: {}", name, what);
    }
    trouble = what;
  }

  private boolean slept(Duration pause) {
    try {
      TimeUnit.MILLISECONDS.sleep(pause.toMillis());
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private static Duration longer(Duration pause) {
    var twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
  }

  @Override
  public void close() {
    closing = true;
    var open = connection;
    if (open != null) {
      open.abort((int) Duration.ofSeconds(5).toMillis());
    }
    thread.interrupt();
    if (Thread.currentThread() != thread) {
      try {
        thread.join(Duration.ofSeconds(10).toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public String toString() {
    return "AmqpLink{%s to %s}".formatted(name, brokers);
  }
}
