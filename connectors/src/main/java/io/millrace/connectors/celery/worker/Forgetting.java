package io.millrace.connectors.celery.worker;

import io.millrace.connectors.celery.journal.Checkpoint;
import io.millrace.connectors.celery.journal.Journal;
import io.millrace.connectors.celery.journal.Write;
import io.millrace.connectors.celery.request.Outstanding;
import io.millrace.connectors.celery.request.Place;
import io.millrace.connectors.celery.request.Trail;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Forgets tasks some seconds after they were answered, when the broker cannot deliver their messages again: takes their
 * entries from the journal, and moves the checkpoint past their requests and results.
 */
final class Forgetting {
  private static final long AFTER_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int MOST_TOGETHER = 2000;

  private final Journal journal;
  private final Supplier<Map<Integer, Long>> told;
  private final ConcurrentLinkedQueue<Answered> answered = new ConcurrentLinkedQueue<>();
  private final Map<String, Boolean> keys = new ConcurrentHashMap<>();
  private Checkpoint checkpoint = new Checkpoint(Map.of(), Map.of());
  private Outstanding outstanding = new Outstanding(Map.of());
  private Trail trail = new Trail(AFTER_NANOS, Map.of());

  /**
   * What is left of an answered task: many are kept at a time.
   *
   * @param place of its request; null where it has none, or that is not known yet
   * @param asking the task, where the place of its request was not known yet
   */
  private record Answered(
      String key,
      boolean journaled,
      @Nullable Place place,
      @Nullable OpenTask asking,
      long at) {
    static Answered of(OpenTask task, long at) {
      return new Answered(
          task.entry().key(),
          task.isJournaled(),
          task.place(),
          task.isOnItsWay() ? task : null,
          at);
    }
  }

  /** @param told by partition of the results, the place before which all clients have been told */
  Forgetting(Journal journal, Supplier<Map<Integer, Long>> told) {
    this.journal = journal;
    this.told = told;
  }

  /**
   * Begins with what a former run has left.
   *
   * @param checkpointed called once the checkpoint is on the log, after which tasks may be taken
   */
  void begin(Left left, Runnable checkpointed) throws InterruptedException {
    checkpoint = left.checkpoint();
    outstanding = new Outstanding(checkpoint.requests());
    trail = new Trail(AFTER_NANOS, checkpoint.results());
    left.open().forEach(this::place);
    left.answered().forEach(task -> {
      place(task);
      answered(task); // its message may come again
    });
    journal.submit(Write.of(List.of(journal.record(checkpoint)), checkpointed));
  }

  private void place(OpenTask task) {
    var place = task.place();
    if (place != null) {
      outstanding.add(place);
    }
  }

  /** The task's request is on the log. */
  void asked(OpenTask task, Place place) {
    outstanding.add(place);
    task.place(place);
  }

  /** The task's client has been told. */
  void answered(OpenTask task) {
    keys.put(task.entry().key(), true);
    answered.add(Answered.of(task, System.nanoTime()));
  }

  /** Whether a task of that key has been answered lately. */
  boolean wasAnswered(String key) {
    return keys.containsKey(key);
  }

  /** To be called once it is known that the broker has seen all acknowledgements up to now. */
  void forget() throws InterruptedException {
    long now = System.nanoTime();
    var due = new ArrayList<Answered>();
    boolean allKnown = true;
    for (var next = answered.peek();
        next != null && now - next.at() > AFTER_NANOS;
        next = answered.peek()) {
      answered.poll();
      if (next.asking() == null) {
        due.add(next);
      } else {
        // It has its result, and yet it was not known where its request stands.
        answered.add(Answered.of(next.asking(), now));
        allKnown = false;
      }
    }
    // A result of what is not forgotten was told later than that, or not yet: it stands after
    // this place.
    var results = trail.step(now, told.get());
    for (var task : due) {
      if (task.place() != null) {
        outstanding.remove(task.place());
      }
    }
    var next = new Checkpoint(outstanding.positions(), allKnown ? results : checkpoint.results());
    if (!next.equals(checkpoint) || !due.isEmpty()) {
      checkpoint = next;
      write(due);
    }
  }

  // The checkpoint first: a request after it whose task nobody knows would be taken for open.
  private void write(List<Answered> tasks) throws InterruptedException {
    var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
    records.add(journal.record(checkpoint));
    for (var task : tasks) {
      if (task.journaled()) {
        records.add(journal.forgotten(task.key()));
      }
      if (records.size() == MOST_TOGETHER) {
        journal.submit(Write.of(List.copyOf(records), () -> {}));
        records.clear();
      }
    }
    journal.submit(Write.of(records, () -> tasks.forEach(task -> keys.remove(task.key()))));
  }

  @Override
  public String toString() {
    return "Forgetting{%d, %s}".formatted(keys.size(), checkpoint);
  }
}
