package io.millrace.connectors.placement;

import io.millrace.connectors.deployer.DeploymentLoop;
import io.millrace.model.deployment.DeploymentEvent;
import io.millrace.model.placement.state.PoolRecord;
import io.millrace.port.Deployer;
import io.millrace.topology.Topics;
import io.millrace.topology.registry.CompactedView;
import io.millrace.topology.registry.RecordView;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what was decided: {@code allocations} to nodes, and what happens there to {@code allocation.requests}. All
 * it knows is on the log and on the nodes, so it can be killed and started again at any point.
 */
public final class Deployment implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Deployment.class);
  // Many commands that come at once need not be carried out one by one.
  private static final int GATHER_MILLIS = 20;
  private static final int LOOK_MILLIS = 500;
  private static final Duration CATCH_UP = Duration.ofSeconds(5);

  private final RecordView<PoolRecord> view;
  private final KafkaCommands commands;
  private final Heartbeats heartbeats;
  private final Deployer deployer;
  private final DeploymentConfig config;
  private final NodeWatcher watcher;
  private final DeploymentLoop loop;
  private final ScheduledExecutorService thread;
  private final AtomicBoolean dirty = new AtomicBoolean(true);
  private boolean caughtUp;

  /** @param deployer is closed with this */
  public Deployment(Topics topics, String bootstrap, Deployer deployer, DeploymentConfig config) {
    var clock = InstantSource.system();
    this.view = new CompactedView<>(topics.allocations(), bootstrap);
    this.commands = new KafkaCommands(topics, bootstrap);
    this.deployer = deployer;
    this.config = config;
    this.watcher = new NodeWatcher(commands, clock, config.silence(), config.retry());
    this.heartbeats = new Heartbeats(topics, bootstrap, watcher::heard);
    var reports = new LogReports(commands, this::serviceOf, watcher);
    this.loop = new DeploymentLoop(deployer, reports, config.loop(), clock);
    this.thread = Executors.newSingleThreadScheduledExecutor(work -> {
      var named = new Thread(work, "deployment");
      named.setDaemon(true);
      return named;
    });
    view.onChange(record -> dirty.set(true));
  }

  private @Nullable String serviceOf(DeploymentEvent event) {
    var key =
        PoolRecord.instance(event.key().pool().value(), event.key().allocation().value());
    return view.get(key) instanceof PoolRecord.Instance instance
        ? instance.entry().allocation().service()
        : null;
  }

  /** Begins; what is on the nodes is first touched when the whole log has been seen. */
  public Deployment start() {
    view.start();
    heartbeats.start();
    thread.scheduleWithFixedDelay(
        () -> guarded(this::carryOut), 0, GATHER_MILLIS, TimeUnit.MILLISECONDS);
    thread.scheduleWithFixedDelay(
        () -> guarded(this::look), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    return this;
  }

  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      // The log is away, say: the next turn tries again, and nodes stay as they are until then.
      LOG.warn("carrying out what was decided: {}", e.toString());
      dirty.set(true);
    }
  }

  private void carryOut() {
    if (!caughtUp) {
      // The first state must be complete: what is not in it is removed.
      caughtUp = view.catchUp(CATCH_UP);
    }
    if (caughtUp && dirty.getAndSet(false)) {
      PoolState.of(view.values()).forEach(pool -> loop.want(pool.desired(config.usual())));
    }
  }

  private void look() {
    if (caughtUp) {
      watcher.look(PoolState.of(view.values()));
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    loop.close();
    heartbeats.close();
    commands.close();
    view.close();
    deployer.close();
  }

  @Override
  public String toString() {
    return "Deployment{%s}".formatted(deployer);
  }
}
