package io.millrace.connectors.celery.client;

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
    SENT,
    UNROUTABLE,
    LATE,
    REFUSED,
    MADE_BEFORE
  }

  private volatile Fate fate;
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

  void sent(Sent how) {
    become(how == Sent.CONFIRMED ? Fate.SENT : Fate.UNROUTABLE);
  }

  /** The broker has not taken it by its deadline. */
  void giveUpIfLate(Instant now) {
    if (call != null && call.call().isLate(now)) {
      become(Fate.LATE);
    }
  }

  private synchronized void become(Fate next) {
    if (fate == Fate.UNDER_WAY) {
      fate = next;
      all.countDown();
    }
  }

  Fate fate() {
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
