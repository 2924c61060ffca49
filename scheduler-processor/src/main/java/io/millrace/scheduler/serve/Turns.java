package io.millrace.scheduler.serve;

import io.millrace.model.placement.Sensitivity;
import io.millrace.model.placement.policy.Policy.Queueing;
import io.millrace.scheduler.pool.Service;
import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is: higher priorities first; within one, after so many sensitive services one that
 * is not; of either kind the one that demands most, of memory if it is sensitive to memory only,
 * else of processor; then the older one.
 */
final class Turns {
  private static final Comparator<Service> ORDER = Comparator.comparingInt(
          (Service service) -> -service.spec().priority())
      .thenComparingLong(service -> -demand(service))
      .thenComparingLong(Service::ordinal);

  private final int balance;
  private final TreeSet<Service> sensitive = new TreeSet<>(ORDER);
  private final TreeSet<Service> others = new TreeSet<>(ORDER);
  private int inARow;

  Turns(Queueing queueing) {
    this.balance = queueing.balance();
  }

  private static long demand(Service service) {
    var resources = service.spec().demand().resources();
    return service.spec().sensitivity() == Sensitivity.MEMORY
        ? resources.rss()
        : resources.millicpu();
  }

  void add(Service service) {
    if (service.spec().sensitivity() == Sensitivity.NONE) {
      others.add(service);
    } else {
      sensitive.add(service);
    }
  }

  /** Null where all had their turn. */
  @Nullable
  Service next() {
    if (sensitive.isEmpty()) {
      return others.pollFirst();
    }
    if (others.isEmpty() || !isOthersTurn()) {
      inARow++;
      return sensitive.pollFirst();
    }
    inARow = 0;
    return others.pollFirst();
  }

  private boolean isOthersTurn() {
    int most = sensitive.first().spec().priority();
    int other = others.first().spec().priority();
    return other > most || (other == most && balance >= 0 && inARow >= balance);
  }
}
