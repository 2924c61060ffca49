package io.millrace.scheduler.serve;

import io.millrace.model.placement.decision.Decision.Freed.Reason;
import io.millrace.model.placement.decision.Explanation;
import io.millrace.model.placement.state.ServiceEntry.Waiting;
import io.millrace.scheduler.pool.Instance;
import io.millrace.scheduler.pool.Pool;
import io.millrace.scheduler.pool.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Gives services what they lack, in their turns, and says what still waits and why. */
public final class Serving {
  private final Pool pool;
  private final Worklist worklist;
  private final Placing placing;
  private final ScaleIn scaleIn;

  public Serving(Pool pool, Worklist worklist, Placing placing, ScaleIn scaleIn) {
    this.pool = pool;
    this.worklist = worklist;
    this.placing = placing;
    this.scaleIn = scaleIn;
  }

  public void serve(Outcomes outcomes) {
    boolean again = true;
    while (again) {
      var turns = worklist.turns();
      var service = turns.next();
      again = service != null;
      for (; service != null; service = turns.next()) {
        serve(service, turns, outcomes);
      }
    }
  }

  private void serve(Service service, Turns turns, Outcomes outcomes) {
    scaleIn.shrink(service, outcomes);
    if (!pool.isActive()) {
      int lacking = Math.max(0, service.missing()) + movers(service).size();
      wait(service, lacking, "placing is stopped", nothingLookedAt(), outcomes);
      return;
    }
    var failure = place(service, turns, outcomes);
    int lacking = Math.max(0, service.missing());
    for (var mover : movers(service)) {
      var attempt = placing.attempt(service, mover);
      if (!commit(attempt, turns, outcomes)) {
        failure = attempt.explanation();
        lacking++;
      }
    }
    if (movers(service).isEmpty()) {
      worklist.settle(service);
    }
    var why = failure == null ? nothingLookedAt() : failure;
    wait(service, lacking, lacking == 0 ? "" : reason(service, why), why, outcomes);
  }

  private Explanation nothingLookedAt() {
    return new Explanation(0, List.of(), Map.of(), pool.policy().tie());
  }

  private static String reason(Service service, Explanation why) {
    var gang = service.spec().gang() && service.missing() > 0 ? "it is all or none, and " : "";
    if (why.nodes() == 0) {
      return gang + "there are no nodes";
    }
    var refusals = why.refusals().entrySet().stream()
        .map(each -> each.getKey() + " " + each.getValue())
        .collect(Collectors.joining(", "));
    return gang + "none of %d nodes can take it: %s".formatted(why.nodes(), refusals);
  }

  /** Null where nothing is missing any more. */
  private @Nullable Explanation place(Service service, Turns turns, Outcomes outcomes) {
    if (service.spec().gang()) {
      return placeAllOrNone(service, turns, outcomes);
    }
    while (service.missing() > 0) {
      var attempt = placing.attempt(service, null);
      if (!commit(attempt, turns, outcomes)) {
        return attempt.explanation();
      }
    }
    return null;
  }

  private @Nullable Explanation placeAllOrNone(Service service, Turns turns, Outcomes outcomes) {
    var attempts = new ArrayList<Attempt>();
    while (service.missing() > 0) {
      var attempt = placing.attempt(service, null);
      if (attempt.placed() == null) {
        for (int i = attempts.size() - 1; i >= 0; i--) {
          placing.undo(attempts.get(i));
        }
        return attempt.explanation();
      }
      attempts.add(attempt);
    }
    attempts.forEach(attempt -> commit(attempt, turns, outcomes));
    return null;
  }

  private boolean commit(Attempt attempt, Turns turns, Outcomes outcomes) {
    var placed = attempt.placed();
    if (placed == null) {
      return false;
    }
    for (var victim : attempt.victims()) {
      outcomes.freed(
          victim.allocation(),
          Reason.PREEMPTED,
          "%s of priority %d needs the room"
              .formatted(placed.service().id(), placed.service().spec().priority()));
      turns.add(victim.service());
    }
    outcomes.placed(placed.allocation(), placed.spec(), attempt.explanation(), 0);
    return true;
  }

  private List<Instance> movers(Service service) {
    if (!worklist.isRestless(service)) {
      return List.of();
    }
    return service.instances().stream()
        .filter(instance -> instance.successor() == null && service.mustMove(instance))
        .toList();
  }

  private void wait(
      Service service, int lacking, String reason, Explanation why, Outcomes outcomes) {
    worklist.setWaiting(service, lacking > 0);
    var waiting = lacking > 0 ? new Waiting(lacking, reason) : Waiting.NONE;
    if (!waiting.equals(service.waiting())) {
      pool.setWaiting(service, waiting);
      if (lacking > 0) {
        outcomes.queued(service.id(), lacking, reason, why);
      }
    }
  }
}
