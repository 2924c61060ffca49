package io.millrace.connectors.celery.worker;

import io.millrace.connectors.celery.journal.Entry;
import io.millrace.connectors.celery.message.TaskMessage;
import io.millrace.connectors.celery.request.Place;
import io.millrace.connectors.celery.result.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A task that this worker has taken and not answered yet. */
final class OpenTask {
  private final AtomicBoolean ended = new AtomicBoolean();
  private final List<Runnable> onceAnswered = new ArrayList<>();
  private final long begun = System.nanoTime();
  private volatile Entry entry;
  private volatile @Nullable Delivery delivery;
  private volatile @Nullable Thread thread;
  private volatile @Nullable Interruption interruption;
  private volatile boolean active;
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
  private boolean answered;
  private volatile boolean journaled;
  private volatile boolean asked;
  private volatile @Nullable Place place;

  /** Why a running task is interrupted. */
  enum Interruption {
    SOFT_LIMIT,
    HARD_LIMIT,
    TERMINATED
  }

  OpenTask(Entry entry, @Nullable Delivery delivery) {
    this.entry = entry;
    this.delivery = delivery;
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
  @Nullable
  Delivery delivery() {
    return delivery;
  }

  /** The message has come again: the newest is what the broker waits for. */
  void delivery(@Nullable Delivery newest) {
    delivery = newest;
  }

  /** Its message, if that is still to be acknowledged; who takes it does so. */
  @Nullable
  Delivery takeDelivery() {
    var message = delivery;
    delivery = null;
    return message;
  }

  /** Acknowledges its message, if that is still to be done. */
  void acknowledge() {
    var message = takeDelivery();
    if (message != null) {
      message.acknowledge();
    }
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
