package io.millrace.ingress.log;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Ids that are unique over processes and restarts: a random prefix of the process, and a counter. */
final class CallIds {
  private static final int RADIX = 36;

  private final String prefix = Long.toString(new SecureRandom().nextLong() >>> 2, RADIX) + '-';
  private final AtomicLong last = new AtomicLong();

  long next() {
    return last.incrementAndGet();
  }

  String text(long number) {
    return prefix + Long.toString(number, RADIX);
  }

  /** The number of an id made here; -1 for others. */
  long number(String id) {
    if (!id.startsWith(prefix)) {
      return -1;
    }
    try {
      return Long.parseLong(id.substring(prefix.length()), RADIX);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
