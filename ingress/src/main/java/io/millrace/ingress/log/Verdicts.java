package io.millrace.ingress.log;

import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Remembers of the last calls whether they were answered or failed. A stage that aborts a transaction runs its requests
 * again; where the second verdict is not the first, which the caller has already, the two have diverged.
 */
final class Verdicts {
  private static final int SLOTS = 1 << 14;

  private final AtomicLongArray slots = new AtomicLongArray(SLOTS);

  void remember(long number, boolean answered) {
    slots.lazySet((int) (number & (SLOTS - 1)), encoded(number, answered));
  }

  /** Whether the call was answered; null where it is not remembered. */
  @Nullable
  Boolean of(long number) {
    long slot = slots.get((int) (number & (SLOTS - 1)));
    return slot >>> 1 == number ? (slot & 1) == 1 : null;
  }

  // Numbers start at 1, so that no call looks like an empty slot.
  private static long encoded(long number, boolean answered) {
    return number << 1 | (answered ? 1 : 0);
  }
}
