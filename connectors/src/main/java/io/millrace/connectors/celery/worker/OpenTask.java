package io.millrace.connectors.celery.worker;

import io.millrace.connectors.celery.journal.Entry;
import io.millrace.connectors.celery.message.TaskMessage;
import io.millrace.connectors.celery.request.Place;
import io.millrace.connectors.celery.result.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A task that this worker has taken and not answered yet. */
final class OpenTask {
  private final AtomicBoolean ended = new AtomicBoolean();
  private final List<Runnable> onceAnswered = new ArrayList<>();
  private final long begun = System.nanoTime();
  private volatile Entry entry;
  private final List<Delivery> deliveries = new ArrayList<>(1);
  private volatile @Nullable Thread thread;
  private volatile @Nullable Interruption interruption;
  private volatile boolean active;
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
  private boolean answered;
  private boolean dropped;
  private boolean recorded;
  private volatile boolean journaled;
  private volatile boolean asked;
  private volatile @Nullable Place place;
  private @Nullable Semaphore room;

  /** Why a running task is interrupted. */
  enum Interruption {
    SOFT_LIMIT,
    HARD_LIMIT,
    TERMINATED
  }

  OpenTask(Entry entry, @Nullable Delivery delivery) {
    this.entry = entry;
    if (delivery != null) {
      deliveries.add(delivery);
    }
  }

  Entry entry() {
    return entry;
  }

  void entry(Entry next) {
    entry = next;
  }

  TaskMessage call() {
    return entry.call();
  }

  /** The message that is still to be acknowledged; null once it is, or where another has it. */
  synchronized @Nullable Delivery delivery() {
    return deliveries.isEmpty() ? null : deliveries.get(deliveries.size() - 1);
  }

  /**
   * Its message has come again, since the broker has not heard of the first.
   *
   * @param late whether it is acknowledged only once the task has ended
   * @return false if the task has been dropped meanwhile: then it is as if its message came for the first time
   */
  boolean redelivered(Delivery again, boolean late) {
    synchronized (this) {
      if (dropped) {
        return false;
      }
      if (!recorded || late) {
        deliveries.add(again);
        return true;
      }
    }
    again.acknowledge();
    return true;
  }

  /** Drops the task if it is not on the log and its message comes again, as its channel has been closed. */
  synchronized boolean dropUnlessAlive() {
    dropped = !recorded
        && !deliveries.isEmpty()
        && deliveries.stream().noneMatch(one -> one.open().getAsBoolean());
    return dropped;
  }

  /** It is on the log: whoever delivers its message again need not be waited for. */
  synchronized void onTheLog() {
    recorded = true;
  }

  /** What is still to be acknowledged; who takes it does so. */
  synchronized List<Delivery> takeDeliveries() {
    var taken = List.copyOf(deliveries);
    deliveries.clear();
    return taken;
  }

  /** Acknowledges its message, if that is still to be done. */
  void acknowledge() {
    takeDeliveries().forEach(Delivery::acknowledge);
  }

  /** It has taken a place in this room, or in none, and leaves its former one. */
  synchronized void entered(@Nullable Semaphore next) {
    if (room != null) {
      room.release();
    }
    room = next;
  }

  /** Takes a place in this room if there is one, and leaves its former one. */
  void enter(Semaphore next) {
    entered(next.tryAcquire() ? next : null);
  }

  /** Whether the journal has an entry of it. */
  boolean isJournaled() {
    return journaled;
  }

  void journaled() {
    journaled = true;
  }

  /** Whether a request is sent that bears its call. */
  void asks(boolean sent) {
    asked = sent;
  }

  /** Whether its request bears its call, and is on its way to the log or there. */
  boolean isAsked() {
    return asked;
  }

  /** Whether its request is on its way still. */
  boolean isOnItsWay() {
    return asked && place == null;
  }

  /** Where its request stands that bears its call; null where there is none. */
  @Nullable
  Place place() {
    return place;
  }

  void place(Place found) {
    asked = true;
    place = found;
    onTheLog();
  }

  /** Whether it is being run. */
  boolean active() {
    return active;
  }

  void runsIn(@Nullable Thread runner) {
    active = runner != null;
    thread = runner;
  }

  void interrupt(Interruption why) {
    interruption = why;
    var runner = thread;
    if (runner != null) {
      runner.interrupt();
    }
  }

  @Nullable
  Interruption interruption() {
    return interruption;
  }

  /** True for the first who says that it has ended. */
  boolean end() {
    return ended.compareAndSet(false, true);
  }

  boolean hasEnded() {
    return ended.get();
  }

  double seconds() {
    return (System.nanoTime() - begun) / 1e9;
  }

  /** How it ends. */
  CompletableFuture<Outcome> outcome() {
    return outcome;
  }

  /** Its clients have been told. */
  void answered() {
    List<Runnable> then;
    synchronized (this) {
      answered = true;
      then = List.copyOf(onceAnswered);
      onceAnswered.clear();
    }
    then.forEach(Runnable::run);
  }

  /** Runs it once its clients have been told; at once if they have. */
  void onceAnswered(Runnable then) {
    synchronized (this) {
      if (!answered) {
        onceAnswered.add(then);
        return;
      }
    }
    then.run();
  }

  @Override
  public String toString() {
    return "OpenTask{%s %s}".formatted(call(), entry.stage());
  }

  /** The end that the journal has; null where it has none. */
  @Nullable
  Outcome recorded() {
    return entry.outcome();
  }
}
