package io.millrace.scheduler.rohe;

import org.jspecify.annotations.Nullable;

/** The two queues of ROHE: one of services whose sensitivity counts, one of the others. */
final class RoheQueue {
  private static final int SENSITIVE_TO_ALL = 3;
  private static final int MEMORY = 2;

  private final int priority;
  private final int balance;
  private final RoheHeap sensitive = new RoheHeap();
  private final RoheHeap others = new RoheHeap();
  private int served;

  /**
   * @param priority whose sensitivity counts: 0 none, 1 processor, 2 memory
   * @param balance from 0 on it keeps the sensitive from ever being served: the count only grows by
   *     serving them
   */
  RoheQueue(int priority, int balance) {
    this.priority = priority;
    this.balance = balance;
  }

  void put(RoheService service) {
    int sensitivity = service.wish.sensitivity();
    if (priority > 0 && (sensitivity == priority || sensitivity == SENSITIVE_TO_ALL)) {
      sensitive.push(priority == MEMORY ? -service.wish.rss() : -service.wish.cpu(), service);
    } else {
      others.push(-service.wish.cpu(), service);
    }
  }

  /** Null where nothing is left that may be served. */
  @Nullable
  RoheService get() {
    if (sensitive.size() > 0 && served > balance) {
      served++;
      return sensitive.pop();
    }
    if (others.size() > 0) {
      served = 0;
      return others.pop();
    }
    return null;
  }

  int stuck() {
    return sensitive.size();
  }
}
