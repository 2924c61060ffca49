package io.millrace.connectors.celery.client;

import io.millrace.connectors.celery.broker.ConfirmedPublisher.Sending;
import io.millrace.connectors.celery.broker.ConfirmedPublisher.Sent;
import io.millrace.model.InferenceResult;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** The way of one request to the broker. */
final class Attempt {
  /** How far it came. */
  enum Fate {
    UNDER_WAY,
    /** Nobody waits for the broker's word any more. */
    LEFT,
    SENT,
    UNROUTABLE,
    LATE,
    REFUSED,
    MADE_BEFORE
  }

  private Fate fate;
  private volatile @Nullable Sending sending;
  private final @Nullable OpenCall call;
  private final InferenceResult.@Nullable Failed refusal;
  private final CountDownLatch all;

  private Attempt(
      Fate fate,
      @Nullable OpenCall call,
      InferenceResult.@Nullable Failed refusal,
      CountDownLatch all) {
    this.fate = fate;
    this.call = call;
    this.refusal = refusal;
    this.all = all;
    if (fate != Fate.UNDER_WAY) {
      all.countDown();
    }
  }

  /** A call that is about to be sent; its end counts the latch down. */
  static Attempt of(OpenCall call, CountDownLatch all) {
    return new Attempt(Fate.UNDER_WAY, call, null, all);
  }

  /** A request for which no call can be made. */
  static Attempt refused(InferenceResult.Failed refusal, CountDownLatch all) {
    return new Attempt(Fate.REFUSED, null, refusal, all);
  }

  /** A request whose call is open already. */
  static Attempt madeBefore(CountDownLatch all) {
    return new Attempt(Fate.MADE_BEFORE, null, null, all);
  }

  /** It is on its way. */
  void sending(Sending handle) {
    sending = handle;
  }

  /** Whether there is nothing to wait for: its end is known, or its model's queue holds it up. */
  boolean isSettledOrHeldUp() {
    synchronized (this) {
      if (fate != Fate.UNDER_WAY) {
        return true;
      }
    }
    var handle = sending;
    return handle != null && handle.isHeldUp();
  }

  /** Whether anybody has waited for that. */
  boolean sent(Sent how) {
    return become(how == Sent.CONFIRMED ? Fate.SENT : Fate.UNROUTABLE) != Fate.LEFT;
  }

  /** Waits no longer; what the attempt has come to by now. */
  Fate leave() {
    return become(Fate.LEFT);
  }

  /** The broker has not taken it by its deadline. */
  void giveUpIfLate(Instant now) {
    if (call != null && call.call().isLate(now)) {
      withdraw(become(Fate.LATE));
    }
  }

  // Or it would wait for the broker in vain, and with it its arguments.
  private void withdraw(Fate now) {
    var handle = sending;
    if (now == Fate.LATE && handle != null) {
      handle.withdraw();
    }
  }

  /** What it has become, which is its end unless that was known before. */
  private synchronized Fate become(Fate next) {
    if (fate == Fate.UNDER_WAY) {
      fate = next;
      all.countDown();
    }
    return fate;
  }

  @Nullable
  OpenCall call() {
    return call;
  }

  InferenceResult.@Nullable Failed refusal() {
    return refusal;
  }
}
