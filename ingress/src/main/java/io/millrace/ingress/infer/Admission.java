package io.millrace.ingress.infer;

import io.millrace.ingress.http.RefusedException;
import io.millrace.model.FailureCode;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Decides at the door whether a call can be answered in time: refused are calls beyond the most in flight, and calls
 * for which in flight ÷ drain rate is more than their deadline.
 *
 * <p>The drain rate is what was answered per second while so many waited all the time that answering, not asking, set
 * the pace; without such a measurement every call is taken.
 */
public final class Admission {
  private static final int BUSY = 64;
  private static final int LONGEST_RETRY = 60;
  private static final double WEIGHT_OF_NEWEST = 0.3;
  private static final double NANOS = 1e9;

  private final int most;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final LongAdder answered = new LongAdder();
  private volatile boolean closed;
  private volatile double perSecond;
  private volatile int leastInWindow;
  private long windowStart;

  public Admission(int most, long nowNanos) {
    this.most = most;
    this.windowStart = nowNanos;
  }

  /** Takes the call in; {@link #leave} must follow. */
  public void enter(Duration budget) {
    var refusal = refusal(inFlight.get(), budget);
    if (refusal != null) {
      throw refusal;
    }
    inFlight.incrementAndGet();
  }

  private @Nullable RefusedException refusal(int waiting, Duration budget) {
    if (closed) {
      return RefusedException.unavailable("the server is shutting down");
    }
    if (budget.isNegative() || budget.isZero()) {
      return new RefusedException(FailureCode.EXPIRED, "the deadline has passed already", 0);
    }
    double rate = perSecond;
    double wait = rate > 0 && waiting >= BUSY ? waiting / rate : 0;
    double seconds = budget.toNanos() / NANOS;
    if (waiting < most && wait <= seconds) {
      return null;
    }
    int retry = (int) Math.max(1, Math.min(LONGEST_RETRY, Math.ceil(wait - seconds)));
    var message = waiting >= most
        ? "%d calls wait already; that is the most".formatted(waiting)
        : "%d calls wait already, for about %.1f s; the deadline is %.1f s"
            .formatted(waiting, wait, seconds);
    return new RefusedException(FailureCode.UNAVAILABLE, message, retry);
  }

  /** The call is over; {@code wasAnswered} if by a result. */
  public void leave(boolean wasAnswered) {
    int left = inFlight.decrementAndGet();
    if (left < leastInWindow) {
      leastInWindow = left;
    }
    if (wasAnswered) {
      answered.increment();
    }
  }

  /** Ends a window of measuring; to be called every quarter of a second or so, by one thread. */
  public void measure(long nowNanos) {
    double seconds = (nowNanos - windowStart) / NANOS;
    double rate = answered.sumThenReset() / seconds;
    windowStart = nowNanos;
    perSecond = leastInWindow < BUSY ? 0 : smoothed(rate);
    leastInWindow = inFlight.get();
  }

  private double smoothed(double rate) {
    return perSecond == 0 ? rate : perSecond + WEIGHT_OF_NEWEST * (rate - perSecond);
  }

  public int inFlight() {
    return inFlight.get();
  }

  /** Takes no more calls. */
  public void close() {
    closed = true;
  }

  @Override
  public String toString() {
    return "Admission{%d of %d in flight}".formatted(inFlight.get(), most);
  }
}
