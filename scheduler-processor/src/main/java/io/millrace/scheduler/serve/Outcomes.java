package io.millrace.scheduler.serve;

import io.millrace.model.placement.Allocation;
import io.millrace.model.placement.ServiceSpec;
import io.millrace.model.placement.command.Origin;
import io.millrace.model.placement.decision.Decision;
import io.millrace.model.placement.decision.Decision.Freed.Reason;
import io.millrace.model.placement.decision.Explanation;
import io.millrace.model.placement.decision.Stamp;
import io.millrace.scheduler.pool.Pool;
import java.util.ArrayList;
import java.util.List;

/** What comes of one command, numbered in the order in which it came. */
public final class Outcomes {
  private final Origin origin;
  private final long version;
  private final Pool pool;
  private final List<Decision> decisions = new ArrayList<>(2);

  public Outcomes(Origin origin, Pool pool) {
    this.origin = origin;
    this.version = pool.nextVersion();
    this.pool = pool;
  }

  private Stamp stamp() {
    return new Stamp(
        origin.id(), version, decisions.size(), pool.policy().version(), origin.cause());
  }

  public void applied(String what) {
    decisions.add(new Decision.Applied(stamp(), what));
  }

  public void refused(String reason) {
    decisions.add(new Decision.Refused(stamp(), reason));
  }

  public void placed(Allocation allocation, ServiceSpec service, Explanation why, long gain) {
    decisions.add(new Decision.Placed(stamp(), allocation, service, why, gain));
  }

  public void queued(String service, int missing, String reason, Explanation why) {
    decisions.add(new Decision.Queued(stamp(), service, missing, reason, why));
  }

  public void freed(Allocation allocation, Reason reason, String detail) {
    decisions.add(new Decision.Freed(
        stamp(),
        allocation.id(),
        allocation.epoch(),
        allocation.service(),
        allocation.node(),
        reason,
        detail));
  }

  public List<Decision> decisions() {
    return decisions;
  }
}
