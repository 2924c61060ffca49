package io.millrace.connectors.celery.client;

import com.rabbitmq.client.Connection;
import io.millrace.connectors.amqp.AmqpLink;
import io.millrace.connectors.celery.broker.ConfirmedPublisher;
import io.millrace.connectors.celery.journal.Journal;
import io.millrace.connectors.celery.journal.JournalConfig;
import io.millrace.connectors.celery.journal.JournalReader;
import io.millrace.connectors.celery.monitor.LamportClock;
import io.millrace.model.ModelRecord;
import io.millrace.model.TaskBackend;
import io.millrace.port.ReplySink;
import io.millrace.topology.registry.ModelCatalog;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Celery client: calls the tasks that answer in models' places, and makes results of what workers say. */
public final class CeleryClient implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CeleryClient.class);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final int MEBIBYTE = 1 << 20;

  /**
   * How it stands.
   *
   * @param trouble what is wrong; null if nothing is
   * @param open calls that wait for a result
   * @param revoked calls whose deadline has passed
   * @param unclaimed results for which nobody waited
   */
  public record State(
      boolean connected,
      @Nullable String trouble,
      long reconnects,
      int open,
      long answered,
      long failed,
      long revoked,
      long unclaimed) {
    /** The same with something that is wrong. */
    public State withTrouble(@Nullable String other) {
      return new State(connected, other, reconnects, open, answered, failed, revoked, unclaimed);
    }
  }

  private final ClientConfig config;
  private final ModelCatalog catalog;
  private final InstantSource clock = InstantSource.system();
  private final ConfirmedPublisher publisher;
  private final CallMessages messages;
  private final Journal journal;
  private final JournalReader<Call> reader;
  private final OpenCalls calls;
  private final Taking taking;
  private final Replies replies;
  private final AmqpLink link;
  private volatile @Nullable Connection connected;
  private final LongAdder revoked = new LongAdder();
  private final ScheduledExecutorService deadlines =
      Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "celery-deadlines");
        thread.setDaemon(true);
        return thread;
      });

  /**
   * @param catalog the registry's models; its owner starts and closes it
   * @param results hears of each result once it is on the log
   */
  public CeleryClient(ClientConfig config, ModelCatalog catalog, ReplySink results) {
    this.config = config;
    this.catalog = catalog;
    var topics = config.topics();
    var kept = new JournalConfig(
        config.bootstrap(),
        topics.celeryCalls().name(),
        config.instance(),
        topics.results().settings().maxMessageBytes() + MEBIBYTE);
    this.journal = new Journal(kept);
    this.reader = new JournalReader<>(kept, Call::read);
    var name = "millrace client " + config.node();
    this.publisher = new ConfirmedPublisher(name + ", calls", config.brokers());
    var records = new ResultRecords(topics.results());
    this.calls = new OpenCalls(journal, records, results);
    this.messages = new CallMessages(config.node(), config.replyQueue(), new LamportClock());
    this.replies =
        new Replies(config.replyQueue(), calls, new Answers(catalog, clock), this::connectAnew);
    this.taking = new Taking(new Taking.Parts(
        config, catalog, calls, messages, publisher, journal, reader, records, clock));
    this.link = new AmqpLink(name, config.brokers(), new Session());
  }

  private final class Session implements AmqpLink.Session {
    @Override
    public void opened(Connection connection) throws IOException {
      replies.connected(connection, queues(catalog.all()));
      connected = connection;
    }

    @Override
    public void lost() {
      connected = null;
    }
  }

  private void changed(ModelRecord model) {
    try {
      deadlines.execute(() -> declareQueues(model));
    } catch (RejectedExecutionException e) {
      // This client is closed; the registry is followed by others.
    }
  }

  /** A model that comes later has its queue declared; until then its calls are sent again. */
  private void declareQueues(ModelRecord model) {
    var connection = connected;
    if (connection != null) {
      queues(List.of(model)).forEach(queue -> Replies.declare(queue, connection));
    }
  }

  private void connectAnew() {
    link.sever();
  }

  private static Set<String> queues(Collection<ModelRecord> models) {
    return models.stream()
        .map(ModelRecord::versions)
        .flatMap(Collection::stream)
        .map(ModelRecord.Version::backend)
        .filter(Objects::nonNull)
        .map(TaskBackend::queue)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Takes up what a former run has left, and begins; returns before the broker is reached. */
  public CeleryClient start() {
    journal.start();
    taking.open();
    if (calls.size() > 0) {
      LOG.info("{} calls of a former run wait for their results", calls.size());
    }
    publisher.start();
    link.start();
    catalog.onChange(this::changed);
    taking.start();
    deadlines.scheduleWithFixedDelay(
        this::endLate, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    return this;
  }

  private void endLate() {
    try {
      var now = clock.instant();
      var ids = new ArrayList<String>();
      for (var open : calls.all()) {
        if (open.isKept() && !open.hasEnded() && open.call().isLate(now)) {
          ids.add(open.call().id());
          open.withdraw();
          calls.conclude(open, Answers.late(open.call()), () -> {});
        }
      }
      if (!ids.isEmpty()) {
        revoked.add(ids.size());
        publisher.sendUnconfirmed(messages.revoke(ids));
      }
    } catch (RuntimeException e) {
      // The next look may do.
      LOG.warn("{}", this, e);
    }
  }

  /** How it stands. */
  public State state() {
    var connection = link.state();
    var calling = publisher.state();
    var trouble = journal.trouble() == null ? taking.trouble() : journal.trouble();
    if (trouble == null) {
      trouble = connection.trouble();
    }
    return new State(
        connection.connected() && calling.connected(),
        trouble == null ? calling.trouble() : trouble,
        connection.reconnects(),
        calls.size(),
        calls.answered(),
        calls.failed(),
        revoked.sum(),
        replies.unclaimed());
  }

  @Override
  public void close() {
    deadlines.shutdownNow();
    taking.close();
    link.close();
    journal.close();
    publisher.close();
    reader.close();
  }

  @Override
  public String toString() {
    return "CeleryClient{%s at %s}".formatted(config.node(), config.brokers());
  }
}
