package io.millrace.scheduler.serve;

import io.millrace.model.placement.Allocation.State;
import io.millrace.model.placement.decision.Decision.Freed.Reason;
import io.millrace.scheduler.pool.Instance;
import io.millrace.scheduler.pool.Pool;
import io.millrace.scheduler.pool.Service;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which instance goes when there are too many: one that has to move anyway; else one that does not
 * work, then one that is only placed, then one that has only started; of equal ones the newest.
 * What it was to replace goes with it.
 */
public final class ScaleIn {
  private static final List<State> LEAST_FIRST =
      List.of(State.UNHEALTHY, State.PLACED, State.STARTED, State.HEALTHY);

  private final Pool pool;
  private final Worklist worklist;

  public ScaleIn(Pool pool, Worklist worklist) {
    this.pool = pool;
    this.worklist = worklist;
  }

  public void shrink(Service service, Outcomes outcomes) {
    while (service.missing() < 0) {
      end(spare(service), outcomes);
      worklist.roomier();
    }
  }

  private Instance spare(Service service) {
    for (var state : LEAST_FIRST) {
      var moving = worklist.isRestless(service) ? newest(service, state, true) : null;
      if (moving != null) {
        return moving;
      }
    }
    for (var state : LEAST_FIRST) {
      var any = newest(service, state, false);
      if (any != null) {
        return any;
      }
    }
    throw new IllegalStateException(service + " has no instance to end");
  }

  private static @Nullable Instance newest(Service service, State state, boolean moving) {
    for (var instance : service.instances(state).descendingMap().values()) {
      if (instance.successor() == null && (!moving || service.mustMove(instance))) {
        return instance;
      }
    }
    return null;
  }

  private void end(Instance instance, Outcomes outcomes) {
    var replaces = instance.allocation().replaces();
    pool.instances().release(instance);
    outcomes.freed(instance.allocation(), Reason.SCALED_IN, "");
    var old = replaces == null ? null : pool.instances().of(replaces);
    if (old != null) {
      end(old, outcomes);
    }
  }
}
