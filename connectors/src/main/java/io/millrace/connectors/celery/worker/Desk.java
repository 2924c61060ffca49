package io.millrace.connectors.celery.worker;

import io.millrace.connectors.celery.broker.Acknowledgements;
import io.millrace.connectors.celery.journal.Entry;
import io.millrace.connectors.celery.journal.Entry.Stage;
import io.millrace.connectors.celery.journal.Journal;
import io.millrace.connectors.celery.journal.Write;
import io.millrace.connectors.celery.request.Place;
import io.millrace.connectors.celery.request.RequestSender;
import io.millrace.connectors.celery.result.Outcome;
import io.millrace.connectors.celery.result.Outcome.PythonException;
import io.millrace.model.InferenceResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that are open, and the way from each to its end: what has ended is written to the journal, then told, then,
 * once the broker cannot deliver its message again, forgotten.
 */
final class Desk implements ResultFollower.Desk, AutoCloseable {
  private static final int MOST_OPEN = 20_000;
  private static final int MOST_HELD = 100_000;

  private final Journal journal;
  private final Conclusions conclusions;
  private final Map<String, OpenTask> open = new ConcurrentHashMap<>();
  private final Semaphore room = new Semaphore(MOST_OPEN);
  private final Semaphore roomToWait = new Semaphore(MOST_HELD);
  private final LongAdder processed = new LongAdder();
  private final Map<String, LongAdder> totals = new ConcurrentHashMap<>();
  private final ExecutorService answers = Executors.newSingleThreadExecutor(task -> {
    var thread = new Thread(task, "celery-answers");
    thread.setDaemon(true);
    return thread;
  });

  private final RequestSender requests;
  private final Forgetting forgetting;
  private final ConcurrentLinkedQueue<Written> written = new ConcurrentLinkedQueue<>();
  private final AtomicInteger asking = new AtomicInteger();
  private final AtomicBoolean acknowledging = new AtomicBoolean();

  private record Written(OpenTask task, Runnable then) {}

  Desk(Journal journal, RequestSender requests, Forgetting forgetting, Conclusions conclusions) {
    this.journal = journal;
    this.requests = requests;
    this.forgetting = forgetting;
    this.conclusions = conclusions;
  }

  /** A task that a former run has left. */
  void restore(OpenTask task) {
    task.enter(task.entry().stage() == Stage.HELD ? roomToWait : room);
    open.put(task.entry().key(), task);
    if (task.isAsked()) {
      asking.incrementAndGet();
    }
  }

  Journal journal() {
    return journal;
  }

  Conclusions conclusions() {
    return conclusions;
  }

  /** The task of that key, if it is open. */
  @Override
  public @Nullable OpenTask find(String key) {
    return open.get(key);
  }

  /** How many predictions are under way whose requests bear their calls. */
  int asking() {
    return asking.get();
  }

  /** How many tasks are open. */
  int size() {
    return open.size();
  }

  /** All open tasks. */
  List<OpenTask> all() {
    return new ArrayList<>(open.values());
  }

  /** Whether a task of that key has been answered lately. */
  boolean wasAnswered(String key) {
    return forgetting.wasAnswered(key);
  }

  long processed() {
    return processed.sum();
  }

  /** How many of each task have come. */
  Map<String, Object> totals() {
    var counts = new java.util.TreeMap<String, Object>();
    totals.forEach((task, count) -> counts.put(task, count.sum()));
    return counts;
  }

  /** A task is taken; waits while there are too many. */
  void add(OpenTask task) throws InterruptedException {
    add(task, room);
  }

  /** A task is taken that waits for its time: it takes no room from those that are due. */
  void addHeld(OpenTask task) throws InterruptedException {
    add(task, roomToWait);
  }

  /** A task is begun for one that is open; never waits, since that one has its room. */
  void addInner(OpenTask task) {
    task.enter(room);
    opened(task);
  }

  private void add(OpenTask task, Semaphore where) throws InterruptedException {
    where.acquire();
    task.entered(where);
    opened(task);
  }

  private void opened(OpenTask task) {
    open.put(task.entry().key(), task);
    totals.computeIfAbsent(task.call().task().value(), name -> new LongAdder()).increment();
  }

  /** The time of a task has come; it is begun even where there is no room, as its message is acknowledged. */
  void due(OpenTask task) {
    task.enter(room);
  }

  /** Drops a task that is not on the log, if its message comes again; whether it does. */
  boolean dropUnlessAlive(OpenTask task) {
    boolean dropped = task.dropUnlessAlive();
    if (dropped) {
      remove(task);
    }
    return dropped;
  }

  private void remove(OpenTask task) {
    if (open.remove(task.entry().key(), task)) {
      task.entered(null);
    }
  }

  /**
   * Writes the request of a task that the journal does not know. It bears the task, so that nothing else is written;
   * what was not written when the worker dies is delivered again.
   *
   * @param committed called in a thread of the desk's own
   * @return false, with nothing written, where both are longer than a record may be
   */
  boolean ask(OpenTask task, ProducerRecord<byte[], byte[]> request, Runnable committed)
      throws InterruptedException {
    task.asks(true);
    asking.incrementAndGet();
    boolean sent = requests.send(request, task.entry(), new RequestSender.Sent() {
      @Override
      public boolean isWanted() {
        boolean dropped = dropUnlessAlive(task);
        if (dropped) {
          asking.decrementAndGet();
        }
        return !dropped;
      }

      @Override
      public void written(Place place) {
        forgetting.asked(task, place);
        written.add(new Written(task, committed));
        if (acknowledging.compareAndSet(false, true)) {
          answers.execute(Desk.this::acknowledgeWritten);
        }
      }

      @Override
      public void refused(Exception reason) {
        answers.execute(() -> unwritten(task, reason));
      }
    });
    if (!sent) {
      isAskedNoMore(task);
    }
    return sent;
  }

  private void isAskedNoMore(OpenTask task) {
    task.asks(false);
    asking.decrementAndGet();
  }

  // Many at once, which costs the broker little more than one.
  private void acknowledgeWritten() {
    acknowledging.set(false);
    var tags = new HashMap<Acknowledgements, List<Long>>();
    var all = new ArrayList<Written>();
    for (var one = written.poll(); one != null; one = written.poll()) {
      all.add(one);
      for (var delivery : one.task().takeDeliveries()) {
        tags.computeIfAbsent(delivery.acknowledgements(), channel -> new ArrayList<>())
            .add(delivery.tag());
      }
    }
    tags.forEach(Acknowledgements::acknowledge);
    all.forEach(one -> one.then().run());
  }

  private void unwritten(OpenTask task, Exception reason) {
    isAskedNoMore(task);
    var text = "the log refuses the request: " + reason.getMessage();
    try {
      end(task, Outcome.failure(new PythonException("millrace", "LogError", List.of(text)), null));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Writes the task's entry, and with it what else belongs to it. A task that is longer than a record may be ends as a
   * failure instead.
   *
   * @param onlyIfDeliveryLives whether the task is dropped if the broker delivers its message again anyway
   * @return whether it is written
   */
  boolean write(
      OpenTask task,
      List<ProducerRecord<byte[], byte[]>> more,
      boolean onlyIfDeliveryLives,
      Runnable committed)
      throws InterruptedException {
    var record = journal.record(task.entry());
    if (!journal.holds(record.value())) {
      end(
          task,
          Outcome.failure(
              new PythonException(
                  "millrace",
                  "RequestTooLarge",
                  List.of("the task has %d bytes on the log, which takes fewer"
                      .formatted(record.value().length))),
              null));
      return false;
    }
    submit(task, record, more, onlyIfDeliveryLives, committed);
    return true;
  }

  private void submit(
      OpenTask task,
      ProducerRecord<byte[], byte[]> record,
      List<ProducerRecord<byte[], byte[]>> more,
      boolean onlyIfDeliveryLives,
      Runnable committed)
      throws InterruptedException {
    task.journaled();
    var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
    records.add(record);
    records.addAll(more);
    journal.submit(new Write(records, () -> !onlyIfDeliveryLives || !dropUnlessAlive(task), () -> {
      task.onTheLog();
      committed.run();
    }));
  }

  /** The task has ended; the first who says so counts. */
  void end(OpenTask task, Outcome outcome) throws InterruptedException {
    end(task, outcome, List.of());
  }

  /** As {@link #end(OpenTask, Outcome)}, with records that are committed with the end. */
  void end(OpenTask task, Outcome outcome, List<ProducerRecord<byte[], byte[]>> more)
      throws InterruptedException {
    if (!task.end()) {
      return;
    }
    if (isPutBack(outcome)) {
      putBack(task, outcome);
      return;
    }
    var ending = ending(task.entry(), outcome);
    task.entry(ending.entry());
    submit(task, journal.record(ending.entry()), more, false, () -> {
      acknowledge(task, ending.outcome());
      conclude(task, ending.outcome());
    });
  }

  private Ending ending(Entry entry, Outcome outcome) {
    Predicate<Entry> fits = one -> journal.holds(journal.record(one).value());
    try {
      return Ending.of(entry, outcome, fits);
    } catch (RuntimeException | StackOverflowError e) {
      // A task may return what JSON cannot say.
      return Ending.of(entry, Answering.of(e), fits);
    }
  }

  private static boolean isPutBack(Outcome outcome) {
    return outcome.state().equals("REJECTED") && "requeue".equals(outcome.result());
  }

  // It is known no more when its message comes again, maybe at once.
  private void putBack(OpenTask task, Outcome outcome) throws InterruptedException {
    var forgotten = List.of(journal.forgotten(task.entry().key()));
    journal.submit(Write.of(forgotten, () -> {
      task.outcome().complete(outcome);
      conclusions.conclude(task, outcome, () -> {
        processed.increment();
        task.answered();
        remove(task);
      });
      task.takeDeliveries().forEach(delivery -> delivery.reject(true));
    }));
  }

  private static void acknowledge(OpenTask task, Outcome outcome) {
    if (outcome.state().equals("REJECTED") || isUnknown(outcome)) {
      task.takeDeliveries().forEach(delivery -> delivery.reject(false));
    } else {
      task.acknowledge();
    }
  }

  // So that a dead-letter exchange gets it, as it does of Celery.
  private static boolean isUnknown(Outcome outcome) {
    return outcome.result() instanceof Map<?, ?> map
        && List.of("NotRegistered", "ContentDisallowed", "DecodeError", "InvalidTaskError")
            .contains(String.valueOf(map.get("exc_type")));
  }

  /** The end of a task is on the log: the rest follows. */
  void conclude(OpenTask task, Outcome outcome) {
    task.outcome().complete(outcome);
    conclusions.conclude(task, outcome, () -> concluded(task));
  }

  private void concluded(OpenTask task) {
    processed.increment();
    task.answered();
    if (task.isAsked()) {
      asking.decrementAndGet();
    }
    forgetting.answered(task);
    remove(task);
  }

  /** A prediction's result is known, committed or not. */
  void offer(InferenceResult result) {
    var task = open.get(result.id().value());
    if (task != null && !task.hasEnded()) {
      answers.execute(() -> answered(task, result));
    }
  }

  @Override
  public void answered(OpenTask task, InferenceResult result) {
    if (task.entry().stage() == Stage.ASKED && task.end()) {
      Outcome outcome;
      try {
        outcome = Answering.of(result, task.entry().oneRow());
      } catch (RuntimeException e) {
        // Whatever is wrong with the result, its client must be told.
        outcome = Answering.of(e);
      }
      conclude(task, outcome);
    }
  }

  @Override
  public void close() {
    answers.shutdown();
  }

  @Override
  public String toString() {
    return "Desk{%d open}".formatted(open.size());
  }

  /** A request's record beside the entry of its task. */
  static Entry asked(Entry held, boolean oneRow) {
    return new Entry(
        held.call().withoutArguments(), held.queue(), Stage.ASKED, held.attempts(), oneRow, null);
  }
}
