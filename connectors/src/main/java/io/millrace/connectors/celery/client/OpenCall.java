package io.millrace.connectors.celery.client;

import io.millrace.connectors.celery.broker.ConfirmedPublisher.Sending;
import org.jspecify.annotations.Nullable;

/** A call that has no result yet. It ends once, and not before the journal has it. */
final class OpenCall {
  private final Call call;
  private boolean kept;
  private boolean ended;
  private @Nullable Runnable waiting;
  private @Nullable Sending sending;

  /** @param kept whether the journal has it */
  OpenCall(Call call, boolean kept) {
    this.call = call;
    this.kept = kept;
  }

  Call call() {
    return call;
  }

  synchronized boolean isKept() {
    return kept;
  }

  synchronized boolean hasEnded() {
    return ended;
  }

  /** Whether it ends by this. */
  synchronized boolean end() {
    boolean first = !ended;
    ended = true;
    return first;
  }

  /** Its message is not needed any more, if it is still on its way. */
  void withdraw() {
    Sending message;
    synchronized (this) {
      message = sending;
    }
    if (message != null) {
      message.withdraw();
    }
  }

  /** Its message is on its way. */
  synchronized void sending(Sending message) {
    sending = message;
  }

  /** Runs this once the journal has the call. */
  void onceKept(Runnable work) {
    synchronized (this) {
      if (!kept) {
        waiting = work;
        return;
      }
    }
    work.run();
  }

  /** The journal has it. */
  void kept() {
    Runnable work;
    synchronized (this) {
      kept = true;
      work = waiting;
      waiting = null;
    }
    if (work != null) {
      work.run();
    }
  }
}
