package io.millrace.scheduler.serve;

import io.millrace.scheduler.pool.Pool;
import io.millrace.scheduler.pool.Service;
import java.util.LinkedHashSet;
import java.util.Set;

/** Which services have to be looked at when a command has been folded. */
public final class Worklist {
  private final Pool pool;
  private final Set<Service> touched = new LinkedHashSet<>();
  private final Set<Service> waiting = new LinkedHashSet<>();
  private final Set<Service> restless = new LinkedHashSet<>();
  private boolean roomier;

  public Worklist(Pool pool) {
    this.pool = pool;
    for (var service : pool.services()) {
      // Which of them have an instance that must move is seen when they are looked at.
      restless.add(service);
      if (service.waiting().missing() > 0) {
        waiting.add(service);
      }
    }
  }

  /** Something about the service has changed. */
  public void touch(Service service) {
    touched.add(service);
  }

  /** Some of its instances may have to move. */
  public void unsettle(Service service) {
    restless.add(service);
    touched.add(service);
  }

  public boolean isRestless(Service service) {
    return restless.contains(service);
  }

  public void settle(Service service) {
    restless.remove(service);
  }

  public void setWaiting(Service service, boolean waits) {
    if (waits) {
      waiting.add(service);
    } else {
      waiting.remove(service);
    }
  }

  /** There may be room now where there was none. */
  public void roomier() {
    roomier = true;
  }

  public void forget(Service service) {
    touched.remove(service);
    waiting.remove(service);
    restless.remove(service);
  }

  /** The services to look at now; those that wait only where there may be room. */
  public Turns turns() {
    var turns = new Turns(pool.policy().queueing());
    touched.forEach(turns::add);
    if (roomier) {
      waiting.forEach(turns::add);
    }
    touched.clear();
    roomier = false;
    return turns;
  }
}
