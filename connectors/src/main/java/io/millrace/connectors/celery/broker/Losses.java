package io.millrace.connectors.celery.broker;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log that messages have found no queue: at most every ten seconds, for clients go away by the thousand. */
final class Losses {
  private static final Logger LOG = LoggerFactory.getLogger(Losses.class);
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final AtomicLong next = new AtomicLong(System.nanoTime());

  /** @param count how many so far */
  void lost(Message message, long count) {
    long now = System.nanoTime();
    long due = next.get();
    if (now - due >= 0 && next.compareAndSet(due, now + PAUSE_NANOS)) {
      LOG.warn(
          "no queue \"{}\" for what belongs to task {}: given up, the {}. so far",
          message.to().key(),
          message.properties().getCorrelationId(),
          count);
    }
  }
}
