package io.millrace.connectors.projection;

import io.millrace.connectors.projection.ProjectionState.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows committed records in a group of its own and writes them to a {@link Target}. The group's place moves only once
 * a batch is acknowledged, so nothing is lost, and what a crash repeats the target must take twice.
 *
 * <p>While the target is away the projection waits and says so in {@link #state}: it stays in its group, fetches nothing
 * and tries again.
 */
public final class Projection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Projection.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CLOSE = Duration.ofSeconds(15);

  private final ProjectionConfig config;
  private final Target target;
  private final ProjectionClients clients;
  private final LetterBox letters;
  private final LongAdder written = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder retries = new LongAdder();
  private volatile Phase phase = Phase.NEW;
  private volatile @Nullable String trouble;
  private volatile boolean closing;
  private volatile @Nullable Consumer<byte[], byte[]> consumer;
  private @Nullable Thread thread;

  /** @param target closed with the projection */
  public Projection(ProjectionConfig config, Target target) {
    this(config, target, ProjectionClients.of(config));
  }

  Projection(ProjectionConfig config, Target target, ProjectionClients clients) {
    this.config = config;
    this.target = target;
    this.clients = clients;
    this.letters =
        new LetterBox(config.name(), config.topics().deadLetters().name(), clients::producer);
  }

  /** Starts to follow; returns at once. */
  public synchronized Projection start() {
    if (thread != null) {
      throw new IllegalStateException(this + " is already started");
    }
    var follower = new Thread(this::follow, "projection-" + config.name());
    follower.setDaemon(true);
    thread = follower;
    phase = Phase.RUNNING;
    follower.start();
    return this;
  }

  public ProjectionState state() {
    return new ProjectionState(phase, trouble, written.sum(), refused.sum(), retries.sum());
  }

  /** Its name. */
  public String name() {
    return config.name();
  }

  private void follow() {
    try (var from = clients.consumer()) {
      consumer = from;
      var batch = new CurrentBatch(from);
      from.subscribe(config.topicNames(), batch);
      while (!closing) {
        step(from, batch);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      trouble = e.toString();
      LOG.error("projection {} has stopped", config.name(), e);
    } finally {
      phase = Phase.STOPPED;
      letters.close();
      target.close();
    }
  }

  private void step(Consumer<byte[], byte[]> from, CurrentBatch batch) throws InterruptedException {
    try {
      var polled = from.poll(POLL);
      if (!polled.isEmpty()) {
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>(polled.count());
        polled.forEach(records::add);
        batch.take(records);
        project(from, batch);
      }
      running();
    } catch (WakeupException e) {
      // It is being closed: the loop looks.
    } catch (InvalidConfigurationException e) {
      throw e;
    } catch (KafkaException e) {
      // The brokers are away, say: the place in the log is kept, and the loop tries again.
      waiting("the log: " + e.getMessage());
      TimeUnit.MILLISECONDS.sleep(config.firstPause().toMillis());
    }
  }

  /** Writes the batch however long it takes; ends early only when the projection does. */
  private void project(Consumer<byte[], byte[]> from, CurrentBatch batch)
      throws InterruptedException {
    from.pause(from.assignment());
    var pause = config.firstPause();
    while (!closing && !batch.records().isEmpty()) {
      var failure = tryOnce(from, batch);
      if (failure == null) {
        break;
      }
      retries.increment();
      waiting(failure.getMessage() == null ? failure.toString() : failure.getMessage());
      batch.idle(pause, () -> closing);
      pause = longer(pause);
    }
    if (!closing) {
      batch.clear();
      from.resume(from.assignment());
    }
  }

  /** Null once the batch is written and committed. */
  private @Nullable Throwable tryOnce(Consumer<byte[], byte[]> from, CurrentBatch batch)
      throws InterruptedException {
    var records = batch.records();
    try {
      var refusals = batch.await(target.write(records).toFuture(), () -> closing);
      if (refusals == null) { // closing
        return null;
      }
      letters.post(refusals);
      written.add(records.size() - refusals.size());
      refused.add(refusals.size());
      commit(from, batch);
      return null;
    } catch (WakeupException e) {
      throw e;
    } catch (RuntimeException e) {
      // Whatever it is, to go on without having written would lose the batch.
      LOG.debug("projection {}: {} records are not written", config.name(), records.size(), e);
      return e;
    }
  }

  private void commit(Consumer<byte[], byte[]> from, CurrentBatch batch) {
    try {
      from.commitSync(batch.offsets());
    } catch (CommitFailedException | RebalanceInProgressException e) {
      // Who has the partitions now reads these records again, and writes the same.
      LOG.info("projection {}: its partitions have moved: {}", config.name(), e.getMessage());
    }
  }

  private Duration longer(Duration pause) {
    var twice = pause.multipliedBy(2);
    return twice.compareTo(config.longestPause()) > 0 ? config.longestPause() : twice;
  }

  private void running() {
    if (phase == Phase.WAITING) {
      LOG.info("projection {} goes on", config.name());
    }
    trouble = null;
    phase = Phase.RUNNING;
  }

  private void waiting(String reason) {
    if (phase != Phase.WAITING) {
      LOG.warn("projection {} waits: {}", config.name(), reason);
    }
    trouble = reason;
    phase = Phase.WAITING;
  }

  /** Ends after the write that is under way; what is not committed is written again at the next start. */
  @Override
  public void close() {
    closing = true;
    var from = consumer;
    if (from != null) {
      from.wakeup();
    }
    Thread follower;
    synchronized (this) {
      follower = thread;
    }
    if (follower == null) {
      target.close();
      return;
    }
    try {
      follower.join(CLOSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "Projection{%s of %s, %s}".formatted(config.name(), config.topicNames(), state());
  }
}
