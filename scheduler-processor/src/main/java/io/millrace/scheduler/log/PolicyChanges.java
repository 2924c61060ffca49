package io.millrace.scheduler.log;

import io.millrace.model.placement.command.PlacementCommand;
import io.millrace.model.placement.command.PoolCommand;
import io.millrace.model.placement.decision.Decision;
import io.millrace.model.placement.policy.Policy;
import io.millrace.scheduler.fold.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a pool's policy that stand on its log and were not refused. Whether one is refused follows from itself,
 * so that nothing else need be decided again.
 */
final class PolicyChanges {
  private final Scheduler policies = Scheduler.empty();
  private int count;
  private String last = "";

  /** The policy that the command brings, with its version; null where it brings none. */
  @Nullable
  Policy fold(PlacementCommand command) {
    if (!(command instanceof PoolCommand.SetPolicy)
        || policies.fold(command).get(0) instanceof Decision.Refused) {
      return null;
    }
    count++;
    var policy = policies.snapshot().knowledge().policy();
    last = policy.name();
    return policy;
  }

  int count() {
    return count;
  }

  /** In a few words, to follow the name of the policy that was in force before; empty: there were none. */
  String since() {
    if (count == 0) {
      return "";
    }
    return count == 1 ? ", then " + last : ", then %d others, %s at last".formatted(count, last);
  }
}
