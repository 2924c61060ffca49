package io.millrace.connectors.deployer;

import io.millrace.model.deployment.DeploymentEvent;
import io.millrace.model.deployment.DeploymentEvent.Kind;
import io.millrace.model.deployment.DesiredInstance;
import io.millrace.model.deployment.InstanceKey;
import io.millrace.model.deployment.ObservedInstance;
import io.millrace.model.deployment.ObservedInstance.State;
import io.millrace.model.deployment.container.RestartPolicy;
import io.millrace.port.DeployException;
import io.millrace.port.Deployer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One look at a node, and what follows from it. */
final class Round {
  private static final Logger LOG = LoggerFactory.getLogger(Round.class);
  /** Until an image on its way is asked for again. */
  private static final Duration PENDING = Duration.ofMillis(500);

  private final Deployer deployer;
  private final Transitions transitions;
  private final Backoff backoff;
  private final DeployConfig config;
  private final InstantSource clock;
  private final NodeWish wish;
  private boolean changed;
  private Duration next;

  Round(
      Deployer deployer,
      Transitions transitions,
      Backoff backoff,
      DeployConfig config,
      InstantSource clock,
      NodeWish wish) {
    this.deployer = deployer;
    this.transitions = transitions;
    this.backoff = backoff;
    this.config = config;
    this.clock = clock;
    this.wish = wish;
    next = config.resync();
  }

  /**
   * Removes first, since what is to come may need the place. Returns the time until the next round is due.
   *
   * @throws DeployException if the node does not answer; what is left comes with the next round
   */
  Duration run() throws DeployException {
    var there = new HashMap<InstanceKey, ObservedInstance>();
    for (var seen : look()) {
      there.put(seen.key(), seen);
    }
    forget();
    removeUnwanted(there);
    for (var wanted : wish.instances()) {
      mend(wanted, there);
    }
    if (changed) {
      look();
    }
    return next;
  }

  private List<ObservedInstance> look() throws DeployException {
    var seen = deployer.observe(wish.node(), wish.pool());
    transitions.observed(seen, clock.instant());
    return seen;
  }

  private void forget() {
    var current = new HashSet<Object>();
    current.add(wish.node());
    for (var wanted : wish.instances()) {
      current.add(wanted.key());
      current.add(image(wanted));
    }
    backoff.keep(current);
  }

  private void removeUnwanted(Map<InstanceKey, ObservedInstance> there) throws DeployException {
    var wanted = new HashMap<InstanceKey, DesiredInstance>();
    wish.instances().forEach(instance -> wanted.put(instance.key(), instance));
    for (var seen : new ArrayList<>(there.values())) {
      var decided = wanted.get(seen.key());
      if (isNewer(seen, decided)) {
        // Made by a decision that has not come here yet; whoever made it knows more than we do.
        LOG.warn(
            "{} on {} is of epoch {}, later than ours ({}): left alone",
            seen.key(),
            wish.node(),
            seen.epoch(),
            wish.epoch());
      } else if (decided == null || decided.epoch().isAfter(seen.epoch())) {
        if (remove(seen)) {
          there.remove(seen.key());
        }
      }
    }
  }

  private boolean isNewer(ObservedInstance seen, @Nullable DesiredInstance decided) {
    return seen.epoch().isAfter(decided == null ? wish.epoch() : decided.epoch());
  }

  private void mend(DesiredInstance wanted, Map<InstanceKey, ObservedInstance> there)
      throws DeployException {
    var seen = there.get(wanted.key());
    if (seen == null || (seen.epoch().equals(wanted.epoch()) && seen.state() == State.CREATED)) {
      create(wanted);
    } else if (seen.epoch().equals(wanted.epoch())) {
      attend(wanted, seen);
    }
  }

  private void attend(DesiredInstance wanted, ObservedInstance seen) throws DeployException {
    if (seen.state() == State.ENDED) {
      if (isToRunAgain(wanted, seen) && isDue(wanted)) {
        // Counted before it is tried: what dies at once each time is started ever more seldom.
        backoff.failed(wanted.key());
        if (remove(seen)) {
          make(wanted);
        }
      }
    } else if (seen.state() == State.RUNNING
        && !seen.since().plus(config.settled()).isAfter(clock.instant())) {
      backoff.succeeded(wanted.key());
    }
  }

  private boolean isToRunAgain(DesiredInstance wanted, ObservedInstance seen) {
    RestartPolicy policy = wanted.container().restart();
    var code = seen.exitCode();
    return switch (policy.mode()) {
      case ALWAYS -> true;
      case ON_FAILURE ->
        (code == null || code != 0)
            && (policy.most() == 0 || backoff.count(wanted.key()) < policy.most());
      case NEVER -> false;
    };
  }

  private void create(DesiredInstance wanted) throws DeployException {
    if (isDue(wanted)) {
      make(wanted);
    }
  }

  private void make(DesiredInstance wanted) throws DeployException {
    try {
      deployer.create(wish.node(), wanted);
      changed = true;
      backoff.succeeded(image(wanted));
    } catch (DeployException e) {
      switch (e.kind()) {
        case UNREACHABLE -> throw e;
        case PENDING -> next = Backoff.shorter(next, PENDING);
        case IMAGE_MISSING -> failed(wanted, image(wanted), Kind.IMAGE_MISSING, e);
        case REFUSED -> failed(wanted, wanted.key(), Kind.REFUSED, e);
      }
    }
  }

  private boolean isDue(DesiredInstance wanted) {
    for (var what : List.of(wanted.key(), image(wanted))) {
      if (!backoff.isDue(what)) {
        next = Backoff.shorter(next, backoff.wait(what));
        return false;
      }
    }
    return true;
  }

  private void failed(DesiredInstance wanted, Object what, Kind kind, DeployException e) {
    backoff.failed(what);
    next = Backoff.shorter(next, backoff.wait(what));
    LOG.warn("{} on {}: {}", wanted.key(), wish.node(), e.reason());
    transitions.failed(DeploymentEvent.of(wanted, kind, clock.instant(), e.reason()));
  }

  /** False if it is still there. */
  private boolean remove(ObservedInstance seen) throws DeployException {
    try {
      deployer.remove(wish.node(), seen);
    } catch (DeployException e) {
      if (e.kind() == DeployException.Kind.UNREACHABLE) {
        throw e;
      }
      LOG.warn("{} on {}: {}", seen.key(), wish.node(), e.reason());
      return false;
    }
    changed = true;
    transitions.removed(seen, clock.instant());
    return true;
  }

  private static Image image(DesiredInstance wanted) {
    return new Image(wanted.container().image());
  }

  /** What many instances may fail for together. */
  private record Image(String name) {}
}
