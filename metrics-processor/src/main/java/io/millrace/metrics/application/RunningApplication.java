package io.millrace.metrics.application;

import io.millrace.metrics.anomaly.MetricFunctions;
import io.millrace.metrics.window.Sample;
import io.millrace.model.application.FunctionFindings;
import io.millrace.model.application.StreamConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An application whose functions run: its sets of features with their windows. */
final class RunningApplication {
  private final String name;
  private final StreamConfig config;
  private final FunctionStore store;
  private final List<FeatureWindows> sets = new ArrayList<>();
  private final List<WindowLook> looks;
  private @Nullable Observed seen;

  RunningApplication(
      String name,
      StreamConfig config,
      FunctionStore store,
      MetricFunctions functions,
      Duration grace,
      FunctionsConfig limits) {
    this.name = name;
    this.config = config;
    this.store = store;
    for (var features : FeatureSet.all(config)) {
      sets.add(new FeatureWindows(
          features, config, grace, limits.rowsPerWindow(), changes(sets.size())));
    }
    this.looks = config.functions().stream()
        .map(function -> new WindowLook(name, function, functions, limits.findingsPerWindow()))
        .toList();
  }

  private FeatureWindows.Changes changes(int set) {
    return new FeatureWindows.Changes() {
      @Override
      public void row(long place, byte @Nullable [] bytes) {
        store.saveRow(name, set, place, bytes);
      }

      @Override
      public void state(byte[] bytes) {
        store.saveState(name, set, bytes);
      }
    };
  }

  String name() {
    return name;
  }

  /** Whether the application is still observed like this. */
  // The same object, as it nearly always is, needs no look inside.
  @SuppressWarnings("ReferenceEquality")
  boolean isAsIn(@Nullable Observed observed) {
    if (observed == null || observed.stream() == null) {
      return false;
    }
    if (observed != seen) {
      if (!config.equals(observed.stream())) {
        return false;
      }
      seen = observed;
    }
    return true;
  }

  void restoreState(int set, byte[] bytes) {
    sets.get(set).restoreState(bytes);
  }

  void restoreRow(int set, long place, byte[] bytes) {
    sets.get(set).restoreRow(place, bytes);
  }

  void add(Sample sample, long time, long reached, Consumer<FunctionFindings> out) {
    for (var set : sets) {
      if (set.features().contains(sample)) {
        set.add(sample, time, reached, cut -> look(set, cut, out));
      }
    }
  }

  long due() {
    long due = FeatureWindows.NEVER;
    for (var set : sets) {
      due = Math.min(due, set.due());
    }
    return due;
  }

  void advance(long time, Consumer<FunctionFindings> out) {
    for (var set : sets) {
      set.advance(time, cut -> look(set, cut, out));
    }
  }

  private void look(FeatureWindows set, FeatureWindows.Cut cut, Consumer<FunctionFindings> out) {
    looks.forEach(look -> out.accept(look.at(set.features(), cut)));
  }

  /** Forgets everything, in the store too. */
  void clear() {
    for (int i = 0; i < sets.size(); i++) {
      sets.get(i).clear();
      store.saveState(name, i, null);
    }
    store.saveApplication(name, null);
  }
}
