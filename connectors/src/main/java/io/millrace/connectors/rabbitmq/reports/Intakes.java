package io.millrace.connectors.rabbitmq.reports;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The intakes of all applications on the connection that there is. Each has a channel: one's trouble is not another's. */
final class Intakes {
  private static final Logger LOG = LoggerFactory.getLogger(Intakes.class);
  private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final ReportsConfig config;
  private final ReportLog log;
  private final Counts counts = new Counts();
  private final Map<String, Written> written = new ConcurrentHashMap<>();
  // Read by others while this one's lock is held over calls to the broker and the log.
  private final Map<String, Intake> intakes = new ConcurrentHashMap<>();
  private final Map<String, String> refusals = new ConcurrentHashMap<>();
  private final Map<String, Long> refusedAt = new HashMap<>();
  private final Set<String> unwritten = new HashSet<>();
  private @Nullable Connection connection;

  Intakes(ReportsConfig config, ReportLog log) {
    this.config = config;
    this.log = log;
  }

  /** What has come, over all connections. */
  static final class Counts {
    final LongAdder taken = new LongAdder();
    final LongAdder late = new LongAdder();
    final LongAdder recognised = new LongAdder();
  }

  Counts counts() {
    return counts;
  }

  /** Waits for nothing. */
  Map<String, String> refusals() {
    return refusals;
  }

  /** Those whose reports are taken up now; waits for nothing. */
  Set<String> applications() {
    return Set.copyOf(intakes.keySet());
  }

  synchronized void connected(Connection opened) {
    connection = opened;
  }

  synchronized void lost() {
    connection = null;
    intakes.clear();
    refusedAt.clear();
  }

  /** Takes up the applications that are new, and leaves those that are gone. */
  synchronized void follow(Set<String> registered) {
    var open = connection;
    if (open == null || !open.isOpen()) {
      return;
    }
    Map.copyOf(intakes).forEach(this::mend);
    // Of those that are gone, too, nothing is left behind that the log has not taken yet.
    var applications = new HashSet<>(registered);
    applications.addAll(unwritten);
    refusals.keySet().retainAll(applications);
    for (var application : applications) {
      if (isDue(application)) {
        follow(application, open);
      }
    }
    var gone = new HashSet<>(intakes.keySet());
    gone.removeAll(applications);
    gone.forEach(this::leave);
  }

  /** Drops an intake that takes no more; the next one gets from the broker what this one has not written. */
  private void mend(String application, Intake intake) {
    var failure = intake.failure();
    if (failure != null) {
      unwritten.add(application);
      refuse(application, failure);
      try {
        intake.abort();
      } catch (IOException | RuntimeException e) {
        LOG.debug("{}: its channel is not closed", application, e);
      }
    }
    if (!intake.isOpen()) {
      intakes.remove(application);
    }
  }

  private boolean isDue(String application) {
    var refused = refusedAt.get(application);
    return refused == null || System.nanoTime() - refused > AGAIN_NANOS;
  }

  private void follow(String application, Connection open) {
    try {
      var intake = intakes.get(application);
      // After the log has refused, its reason stands until something is written.
      boolean proven = intake != null && intake.isProven();
      if (intake == null) {
        // What a lost channel had brought must be known before it comes again.
        log.flush();
        var known =
            written.computeIfAbsent(application, name -> new Written(4 * config.prefetch()));
        known.connectionLost();
        intakes.put(
            application,
            Intake.open(
                new ReportQueues(application), open, log, counts, known, config.prefetch()));
        LOG.info("reports of {} are taken up", application);
      } else {
        intake.stay(open);
      }
      refusedAt.remove(application);
      if (proven || !unwritten.contains(application)) {
        unwritten.remove(application);
        refusals.remove(application);
      }
    } catch (IOException | RuntimeException e) {
      // The others must be followed all the same; this one is tried again.
      refuse(application, e);
    }
  }

  private void refuse(String application, Exception e) {
    var reason = reason(e);
    if (!reason.equals(refusals.put(application, reason))) {
      LOG.warn("reports of {} cannot be taken up: {}", application, reason);
    }
    refusedAt.put(application, System.nanoTime());
  }

  private static String reason(Exception e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    var signal = cause instanceof ShutdownSignalException closed ? closed.getReason() : null;
    if (signal instanceof com.rabbitmq.client.AMQP.Channel.Close close) {
      return close.getReplyText();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  private void leave(String application) {
    try {
      var intake = intakes.get(application);
      if (intake != null && intake.leave()) {
        intakes.remove(application);
        LOG.info("reports of {} are left", application);
      }
    } catch (IOException | RuntimeException e) {
      // Another process may have removed its queues meanwhile.
      intakes.remove(application);
      LOG.debug("leaving {}", application, e);
    }
  }
}
