package io.millrace.ingress.placement;

import io.millrace.ingress.http.Door;
import io.millrace.ingress.log.LogConfig;
import io.millrace.ingress.placement.rohe.RoheManagement;
import io.millrace.ingress.pool.PoolView;
import io.millrace.model.placement.state.PoolRecord;
import io.millrace.port.PlacementHistory;
import io.millrace.topology.registry.CompactedView;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Pools of nodes and services: commands to them, what is in them, and why. */
public final class PlacementDoor implements Door {
  private static final Duration CATCH_UP = Duration.ofSeconds(2);

  private final CompactedView<PoolRecord> allocations;
  private final LogCommander commander;
  private final @Nullable PlacementHistory history;

  /** @param history null: nothing is told by deciding again */
  public PlacementDoor(LogConfig config, @Nullable PlacementHistory history) {
    this.allocations = new CompactedView<>(config.topics().allocations(), config.bootstrap());
    this.commander = new LogCommander(config);
    this.history = history;
  }

  @Override
  public void start() {
    allocations.start();
    commander.start();
  }

  @Override
  public RouterFunction<ServerResponse> routes() {
    var pools = new PoolHandler(this::pool, commander, commander::beat, InstantSource.system());
    var rohe = new RoheManagement(this::pool, commander, InstantSource.system());
    var policies = new PolicyHandler(this::pool, commander, InstantSource.system(), history);
    var routes = pools.routes().and(policies.routes()).and(rohe.routes());
    return history == null ? routes : routes.and(new HistoryHandler(history).routes());
  }

  /** As the log has it, so that callers see what they were just told. */
  private PoolView pool(String pool) {
    allocations.catchUp(CATCH_UP);
    return PoolView.of(allocations.values(), pool);
  }

  @Override
  public void close() {
    commander.close();
    allocations.close();
  }
}
