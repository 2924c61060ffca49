package io.millrace.connectors.deployer;

import io.millrace.model.deployment.DeploymentEvent;
import io.millrace.port.DeployException;
import io.millrace.port.Deployer;
import io.millrace.port.DeploymentReports;
import io.millrace.port.DeploymentReports.Reach;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Brings one node to what is wished, round by round. It keeps nothing that it could not do without: after a kill at any
 * point, another one that looks at the node goes on where it stopped.
 *
 * <p>Rounds come one at a time; {@link #happened} and {@link #ended} may be called by others.
 */
final class NodeReconciler implements Deployer.Listener, AutoCloseable {
  private final Deployer deployer;
  private final DeploymentReports reports;
  private final DeployConfig config;
  private final InstantSource clock;
  private final Runnable wake;
  private final Transitions transitions;
  private final Backoff backoff;
  private final Queue<DeploymentEvent> told = new ConcurrentLinkedQueue<>();
  private volatile boolean watching;
  private Deployer.@Nullable Watch watch;
  private @Nullable Reach reach;

  /** @param wake is called when there is something to do before the next round is due */
  NodeReconciler(
      Deployer deployer,
      DeploymentReports reports,
      DeployConfig config,
      InstantSource clock,
      Runnable wake) {
    this.deployer = deployer;
    this.reports = reports;
    this.config = config;
    this.clock = clock;
    this.wake = wake;
    transitions = new Transitions(reports);
    backoff = new Backoff(config, clock);
  }

  /** Looks, mends and reports. Returns how long it has time until the next round. */
  Duration round(NodeWish wish) {
    try {
      follow(wish);
      passOn();
      var round = new Round(deployer, transitions, backoff, config, clock, wish);
      var next = round.run();
      reached(wish, Reach.ANSWERS);
      backoff.succeeded(wish.node());
      return next;
    } catch (DeployException e) {
      unfollow();
      backoff.failed(wish.node());
      reached(wish, Reach.silent(e.reason()));
      return backoff.wait(wish.node());
    }
  }

  // Before the look, so that nothing happens unseen between the two.
  private void follow(NodeWish wish) throws DeployException {
    if (!watching) {
      unfollow();
      watching = true;
      watch = deployer.watch(wish.node(), wish.pool(), this);
    }
  }

  private void passOn() {
    for (var event = told.peek(); event != null; event = told.peek()) {
      transitions.told(event);
      told.remove();
    }
  }

  private void reached(NodeWish wish, Reach now) {
    if (reach == null || reach.answers() != now.answers()) {
      reports.node(wish.pool(), wish.node().name(), now, clock.instant());
      reach = now;
    }
  }

  private void unfollow() {
    watching = false;
    if (watch != null) {
      watch.close();
      watch = null;
    }
  }

  @Override
  public void happened(DeploymentEvent event) {
    told.add(event);
    wake.run();
  }

  @Override
  public void ended(String reason) {
    watching = false;
    wake.run();
  }

  @Override
  public void close() {
    unfollow();
  }
}
