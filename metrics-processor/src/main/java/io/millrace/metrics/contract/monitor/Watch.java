package io.millrace.metrics.contract.monitor;

import io.millrace.metrics.contract.ObjectiveMonitor;
import io.millrace.metrics.contract.ObjectiveMonitor.Step;
import io.millrace.metrics.contract.ObjectiveState;
import io.millrace.metrics.contract.PanedMeasurements;
import io.millrace.metrics.contract.Sample;
import io.millrace.metrics.contract.burn.BurnRateRule;
import io.millrace.model.contract.Contract;
import io.millrace.model.contract.Objective;
import io.millrace.model.contract.Objective.Budgeted;
import io.millrace.model.contract.Objective.Windowed;
import io.millrace.model.contract.Violation;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One objective of one scope: its samples, its state, and when it is to be judged. */
final class Watch {
  private static final int BURN_PANES = 60;

  private final WatchKey key;
  private final Objective objective;
  private final ObjectiveMonitor monitor;
  private final MonitorStore store;
  /** How the window moves; of an error budget, how often time alone is looked at. */
  private final PaneGrid grid;

  private final @Nullable PanedMeasurements measurements;
  private final Duration memory;
  private ObjectiveState state = ObjectiveState.NONE;
  private long lastSample = UpstreamMarks.NO_TIME;

  Watch(
      WatchKey key,
      Contract contract,
      Objective objective,
      MonitorConfig config,
      MonitorStore store) {
    this.key = key;
    this.objective = objective;
    this.monitor = new ObjectiveMonitor(contract, objective, key.scope());
    this.store = store;
    if (objective.measure() instanceof Budgeted budgeted) {
      var rules = BurnRateRule.of(budgeted.budget());
      var step = Math.max(1, rules.get(0).shortWindow().toMillis() / BURN_PANES);
      this.grid = new PaneGrid(rules.get(0).shortWindow(), Duration.ofMillis(step));
      this.measurements = null;
      this.memory = rules.get(rules.size() - 1).longWindow();
    } else {
      this.grid = PaneGrid.of(((Windowed) objective.measure()).window());
      this.measurements = PanedMeasurements.of(
          ContractParts.of(contract, objective), grid.pane(), config.exactValues());
      this.memory = grid.window();
    }
  }

  WatchKey key() {
    return key;
  }

  void restore(ObjectiveState known, long sampled) {
    state = known;
    lastSample = sampled;
  }

  /** Where panes are to be brought back; null for an error budget. */
  @Nullable
  PanedMeasurements measurements() {
    return measurements;
  }

  /** Counts a sample that the objective takes, and judges; null if it is later than its window. */
  @Nullable
  Step add(Sample sample) {
    return objective.measure() instanceof Budgeted ? count(sample) : measure(sample);
  }

  private Step count(Sample sample) {
    lastSample = Math.max(lastSample, sample.at().toEpochMilli());
    return kept(monitor.count(state, sample.value(), sample.at()));
  }

  private @Nullable Step measure(Sample sample) {
    var measured = Objects.requireNonNull(measurements);
    var now = later(sample.at());
    if (sample.at().isBefore(grid.holding(now).start())) {
      return null;
    }
    measured.add(sample);
    store.savePane(key, measured.placeOf(sample.at()), measured);
    lastSample = Math.max(lastSample, sample.at().toEpochMilli());
    return judge(now);
  }

  /** Judges because time has passed; null where that cannot change a thing. */
  @Nullable
  Step advance(Instant at) {
    var last = state.episode().lastAt();
    if (!at.isAfter(last) || (isSamePane(last, at) && !isHolding())) {
      return null;
    }
    return measurements == null ? kept(monitor.advance(state, at)) : judge(at);
  }

  private boolean isSamePane(Instant one, Instant other) {
    return state.episode().last() != null && grid.holding(one).equals(grid.holding(other));
  }

  /** Whether a verdict is waiting to last long enough. */
  private boolean isHolding() {
    return state.episode().pending() != null || state.episode().metSince() != null;
  }

  private Step judge(Instant at) {
    var measured = Objects.requireNonNull(measurements);
    var window = grid.holding(at);
    for (long place : measured.forgetBefore(window.start())) {
      store.forgetPane(key, place);
    }
    return kept(monitor.judge(state, measured, window, at));
  }

  private Step kept(Step step) {
    state = step.state();
    store.saveWatch(key, state, lastSample);
    return step;
  }

  private Instant later(Instant at) {
    var last = state.episode().lastAt();
    return at.isBefore(last) ? last : at;
  }

  /** Whether all that it knew has passed, and more. */
  boolean isIdle(Instant at, Duration forgetAfter) {
    long keep = Math.max(memory.toMillis(), forgetAfter.toMillis());
    return lastSample == UpstreamMarks.NO_TIME || lastSample + keep < at.toEpochMilli();
  }

  /** Ends it; the end of its open episode, if it has one. */
  @Nullable
  Violation withdraw(Instant at) {
    if (measurements != null) {
      for (long place : measurements.forgetAll()) {
        store.forgetPane(key, place);
      }
    }
    store.forgetWatch(key);
    return monitor.withdraw(state, at);
  }
}
