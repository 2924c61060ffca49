package io.millrace.connectors.rabbitmq.mirror;

import com.rabbitmq.stream.AuthenticationFailureException;
import io.millrace.connectors.rabbitmq.mirror.MirrorState.Phase;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mirrors a topic to a stream, or a stream to a topic: each record once, in the order of its partition, also over kills
 * and restarts of this process and of the brokers on both sides.
 *
 * <p>While one side is away the mirror waits, says so in {@link #state}, and tries again with longer and longer pauses.
 */
public final class Mirror implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);
  private static final Duration CLOSE = Duration.ofSeconds(20);
  private static final Duration SOON = Duration.ofMinutes(1);

  private final MirrorConfig config;
  private final Counts counts = new Counts();
  private volatile Phase phase = Phase.NEW;
  private volatile @Nullable String trouble;
  private volatile boolean closing;
  private long fencedAt;
  private Packing packing;
  private @Nullable Thread thread;

  public Mirror(MirrorConfig config) {
    this.config = config;
    this.packing = config.packing();
  }

  /** Starts to mirror; returns at once. */
  public synchronized Mirror start() {
    if (thread != null) {
      throw new IllegalStateException(this + " is already started");
    }
    var keeper = new Thread(this::keep, "mirror-" + config.name());
    keeper.setDaemon(true);
    thread = keeper;
    keeper.start();
    return this;
  }

  /** What is mirrored. */
  public MirrorConfig config() {
    return config;
  }

  /** How it is doing. */
  public MirrorState state() {
    return new MirrorState(
        phase,
        trouble,
        counts.mirrored.sum(),
        counts.skipped.sum(),
        counts.refused.sum(),
        counts.missed.sum(),
        Math.max(0, counts.sessions.sum() - 1));
  }

  private void keep() {
    try {
      var pause = config.firstPause();
      while (!closing) {
        long before = counts.mirrored.sum();
        long sent = counts.sent.sum();
        mirror();
        if (closing) {
          break;
        }
        boolean moved = counts.mirrored.sum() > before;
        if (moved) {
          packing = config.packing();
        } else if (counts.sent.sum() > sent) {
          // Maybe so many messages are more than an entry holds.
          packing = packing.half();
        }
        pause = moved ? config.firstPause() : pause;
        TimeUnit.MILLISECONDS.sleep(pause.toMillis());
        pause = longer(pause);
      }
    } catch (InterruptedException | InterruptException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      // Errors too: whoever looks at the state must not take it for an end in order.
      trouble = reason(e);
      LOG.error("mirror {} has stopped: {}", config.name(), trouble);
      LOG.debug("mirror {}", config.name(), e);
    } finally {
      phase = Phase.STOPPED;
    }
  }

  /** One session; throws only what another session would not mend. */
  private void mirror() throws InterruptedException {
    try (var session = session()) {
      session.open();
      running();
      while (!closing) {
        session.step();
      }
      session.finish();
    } catch (InterruptException e) {
      throw e;
    } catch (RuntimeException e) {
      if (isForGood(e)) {
        throw e;
      }
      waiting(e);
    }
  }

  private Session session() {
    return config.direction() == Direction.TO_STREAM
        ? new ToStream(config.withPacking(packing), counts)
        : new ToTopic(config, counts);
  }

  private boolean isForGood(RuntimeException e) {
    if (e instanceof IllegalArgumentException || e instanceof InvalidConfigurationException) {
      return true;
    }
    if (e instanceof ProducerFencedException) {
      // A stall of this process fences it too; another mirror of that name does so again and again.
      long now = System.nanoTime();
      boolean again = fencedAt != 0 && now - fencedAt < SOON.toNanos();
      fencedAt = now;
      return again;
    }
    // Later it may be that the broker is being set up anew.
    return counts.sessions.sum() == 0 && e instanceof AuthenticationFailureException;
  }

  private void running() {
    if (counts.sessions.sum() > 0) {
      LOG.info("mirror {} goes on", config.name());
    }
    counts.sessions.increment();
    trouble = null;
    phase = Phase.RUNNING;
  }

  private void waiting(RuntimeException failure) {
    var reason = reason(failure);
    if (phase != Phase.WAITING || !reason.equals(trouble)) {
      LOG.warn("mirror {} waits: {}", config.name(), reason);
      LOG.debug("mirror {}", config.name(), failure);
    }
    trouble = reason;
    phase = Phase.WAITING;
  }

  private static String reason(Throwable failure) {
    Throwable told = failure;
    // Ours says best what is wrong; of others, what was at the root of it.
    while (told.getCause() != null
        && !(told instanceof MirrorException)
        && !(told instanceof IllegalArgumentException)) {
      told = told.getCause();
    }
    var text = told.getMessage();
    return text == null || text.isBlank() ? told.toString() : text;
  }

  private Duration longer(Duration pause) {
    var twice = pause.multipliedBy(2);
    return twice.compareTo(config.longestPause()) > 0 ? config.longestPause() : twice;
  }

  /** Ends after what is under way; the next start goes on from there. */
  @Override
  public void close() {
    closing = true;
    Thread keeper;
    synchronized (this) {
      keeper = thread;
    }
    if (keeper == null) {
      phase = Phase.STOPPED;
      return;
    }
    try {
      keeper.join(CLOSE.toMillis());
      if (keeper.isAlive()) {
        // A broker does not answer: what it has not confirmed is sent again at the next start.
        keeper.interrupt();
        keeper.join(CLOSE.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "Mirror{%s: %s and %s, %s}"
        .formatted(config.name(), config.topic(), config.stream(), state());
  }
}
