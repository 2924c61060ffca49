package io.millrace.connectors.celery.worker;

import com.rabbitmq.client.Connection;
import io.millrace.connectors.amqp.AmqpLink;
import io.millrace.connectors.celery.broker.ConfirmedPublisher;
import io.millrace.connectors.celery.broker.RpcBackend;
import io.millrace.connectors.celery.canvas.Workflow;
import io.millrace.connectors.celery.journal.Entry;
import io.millrace.connectors.celery.journal.Journal;
import io.millrace.connectors.celery.journal.JournalConfig;
import io.millrace.connectors.celery.journal.JournalReader;
import io.millrace.connectors.celery.mapping.Evaluations;
import io.millrace.connectors.celery.mapping.TaskMapping;
import io.millrace.connectors.celery.message.MessageWriter;
import io.millrace.connectors.celery.monitor.Events;
import io.millrace.connectors.celery.monitor.LamportClock;
import io.millrace.connectors.celery.monitor.RemoteControl;
import io.millrace.connectors.celery.request.LogScan;
import io.millrace.connectors.celery.request.OthersCalls;
import io.millrace.connectors.celery.request.RequestSender;
import io.millrace.connectors.celery.result.NoBackend;
import io.millrace.connectors.celery.result.RedisBackend;
import io.millrace.connectors.celery.result.ResultBackend;
import io.millrace.connectors.celery.task.TaskCatalog;
import io.millrace.model.InferenceResult;
import io.millrace.port.ReplySink;
import io.millrace.topology.Topics;
import io.millrace.topology.registry.ModelCatalog;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Celery worker: its predictions are requests on the log, its other tasks are written in Java. */
public final class CeleryWorker implements ReplySink, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CeleryWorker.class);
  private static final Duration BEAT = Duration.ofSeconds(2);
  private static final Duration FORGET = Duration.ofSeconds(5);
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final Duration FOLLOW = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration FLUSH = Duration.ofMillis(50);

  /**
   * What a worker works with.
   *
   * @param instance its id, which survives restarts
   * @param uncommitted whether callers are answered before their result is committed
   */
  public record Surroundings(
      String bootstrap,
      Topics topics,
      ModelCatalog catalog,
      String instance,
      boolean uncommitted) {}

  /** What a worker can do. */
  public record Abilities(TaskCatalog tasks, TaskMapping mapping, Evaluations evaluations) {}

  /**
   * How it stands.
   *
   * @param trouble what is wrong; null if nothing is
   */
  public record State(
      boolean connected,
      @Nullable String trouble,
      long reconnects,
      long processed,
      int open,
      long duplicates,
      long quarantined,
      ConfirmedPublisher.Counts sent) {}

  private final WorkerConfig config;
  private final InstantSource clock = InstantSource.system();
  private final LamportClock lamport = new LamportClock();
  private final RevokedTasks revoked = new RevokedTasks();
  private final RateLimiter rates = new RateLimiter();
  private final ConfirmedPublisher publisher;
  private final ResultBackend backend;
  private final Events events;
  private final Journal journal;
  private final Surroundings around;
  private final RequestSender requests;
  private final JournalReader<Entry> reader;
  private final LogScan scan;
  private final Others others;
  private final Forgetting forgetting;
  private final Desk desk;
  private final LocalTasks locals;
  private final Reception reception;
  private final ResultFollower results;
  private final Consuming consuming;
  private final RemoteControl control;
  private final WorkerCommands commands;
  private final AmqpLink link;
  // What waits for the broker, which no task's time may do.
  private final ScheduledExecutorService upkeep =
      Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "celery-upkeep");
        thread.setDaemon(true);
        return thread;
      });
  private volatile boolean closed;

  /** @throws IllegalArgumentException if the backend's address is none */
  public CeleryWorker(WorkerConfig config, Surroundings around, Abilities abilities) {
    this.config = config;
    var name = "millrace " + config.node();
    this.publisher = new ConfirmedPublisher(name + ", answers", config.brokers());
    this.backend = backend();
    this.events = new Events(config.node(), publisher, lamport, clock, config.events());
    var kept = JournalConfig.of(around.bootstrap(), around.topics(), around.instance());
    this.journal = new Journal(kept);
    this.around = around;
    var asked = around.topics().requests();
    this.requests = new RequestSender(around.bootstrap(), asked, around.instance(), this::asking);
    this.reader = new JournalReader<>(kept, Entry::read);
    this.scan = new LogScan(around.bootstrap(), asked.name());
    this.others = new Others(reader, new OthersCalls(scan, around.instance()));
    var writer = new MessageWriter(config.node());
    var conclusions = new Conclusions(
        publisher, backend, new Workflow(config.defaultQueue(), clock), writer, events);
    this.forgetting = new Forgetting(journal, this::toldResults);
    this.desk = new Desk(journal, requests, forgetting, conclusions);
    var inner = new InnerCalls(desk);
    var choice = new TaskChoice(
        abilities.tasks(), abilities.mapping(), abilities.evaluations(), BuiltInTasks.all(inner));
    setRates(abilities.tasks());
    this.locals = new LocalTasks(desk, events, clock, config.node(), rates, config.concurrency());
    this.reception = new Reception(
        desk,
        locals,
        choice,
        new Asking(around.topics(), around.catalog()),
        revoked,
        events,
        others,
        around.topics(),
        clock,
        writer);
    inner.use(reception, choice);
    this.results = new ResultFollower(
        around.bootstrap(),
        around.topics().results(),
        kept.topic() + "-" + around.instance(),
        around.uncommitted(),
        desk);
    this.consuming = new Consuming(config.queues(), config.prefetch(), reception::take);
    this.commands = new WorkerCommands(
        config,
        desk,
        locals,
        choice,
        revoked,
        rates,
        events,
        lamport,
        clock,
        consuming,
        this::stopLater);
    this.control = new RemoteControl(config.node(), publisher, lamport, clock, commands);
    this.link = new AmqpLink(name, config.brokers(), new Session());
  }

  private void setRates(TaskCatalog tasks) {
    for (var name : tasks.names()) {
      var task = tasks.find(name);
      if (task != null) {
        rates.set(name, task.options().rateLimit());
      }
    }
  }

  private ResultBackend backend() {
    return switch (config.backend()) {
      case "rpc" -> new RpcBackend(publisher, clock);
      case "none" -> new NoBackend();
      default -> new RedisBackend(config.backend(), clock);
    };
  }

  private final class Session implements AmqpLink.Session {
    @Override
    public void opened(Connection connection) throws IOException {
      Events.declare(connection);
      control.connected(connection);
      consuming.connected(connection);
      events.worker("worker-online", commands.active(), desk.processed());
    }

    @Override
    public void lost() {
      consuming.disconnected();
    }
  }

  /** Takes up what a former run has left, and begins; returns before the broker is reached. */
  public CeleryWorker start() {
    journal.start(); // which ends a former run's last transaction
    results.open();
    var left = left();
    begin(left);
    results.start();
    publisher.start();
    link.start();
    left.open().forEach(reception::resume);
    every(
        locals.timer(),
        BEAT,
        () -> events.worker("worker-heartbeat", commands.active(), desk.processed()));
    every(locals.timer(), FLUSH, events::flush);
    every(upkeep, FORGET, this::forget);
    every(upkeep, RETRY, control::retry);
    every(upkeep, FOLLOW, consuming::follow);
    if (!left.open().isEmpty()) {
      LOG.info("{} tasks of a former run are taken up", left.open().size());
    }
    return this;
  }

  private Left left() {
    try (var told = new LogScan(around.bootstrap(), around.topics().results().name())) {
      return Left.read(around.instance(), reader, scan, told, results.places());
    }
  }

  private void begin(Left left) {
    var checkpointed = new CountDownLatch(1);
    try {
      left.open().forEach(desk::restore);
      forgetting.begin(left, checkpointed::countDown);
      if (!checkpointed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "the journal of Celery tasks cannot be written: " + journal.trouble());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while starting", e);
    }
  }

  private int asking() {
    return desk.asking();
  }

  private Map<Integer, Long> toldResults() {
    return results.places();
  }

  private void every(ScheduledExecutorService timer, Duration period, Runnable work) {
    Runnable guarded = () -> {
      try {
        work.run();
      } catch (RuntimeException e) {
        // The next time may do.
        LOG.warn("{}", this, e);
      }
    };
    timer.scheduleWithFixedDelay(
        guarded, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void forget() {
    try {
      if (consuming.sync()) {
        forgetting.forget();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How it stands. */
  public State state() {
    var connection = link.state();
    var trouble = journal.trouble();
    if (trouble == null) {
      trouble = requests.trouble();
    }
    if (trouble == null) {
      trouble = results.trouble();
    }
    if (trouble == null) {
      trouble = consuming.trouble();
    }
    if (trouble == null) {
      trouble = connection.trouble();
    }
    var answers = publisher.state();
    return new State(
        connection.connected() && answers.connected(),
        trouble == null ? answers.trouble() : trouble,
        connection.reconnects(),
        desk.processed(),
        desk.size(),
        reception.duplicates(),
        reception.quarantined(),
        publisher.counts());
  }

  /** A result of this process's own stage, ahead of the log. */
  @Override
  public void offer(InferenceResult result) {
    desk.offer(result);
  }

  private void stopLater() {
    consuming.stop();
    LOG.warn("{} was told to shut down: it takes nothing more", this);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    upkeep.shutdownNow();
    consuming.stop();
    events.flush();
    events.worker("worker-offline", commands.active(), desk.processed());
    locals.close();
    requests.close();
    journal.close();
    results.close();
    link.close();
    control.close();
    publisher.close();
    backend.close();
    desk.close();
    others.close();
  }

  @Override
  public String toString() {
    return "CeleryWorker{%s at %s}".formatted(config.node(), config.brokers());
  }
}
