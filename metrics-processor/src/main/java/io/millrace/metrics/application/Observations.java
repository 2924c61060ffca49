package io.millrace.metrics.application;

import io.millrace.metrics.window.Sample;
import io.millrace.model.RegistryEntry;
import io.millrace.model.application.Application;
import io.millrace.topology.registry.RecordView;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** How each application is observed now, by a view of the registry. For many threads. */
public final class Observations {
  private final RecordView<RegistryEntry<Application>> view;
  private final Duration grace;
  private final Map<String, Observed> known = new ConcurrentHashMap<>();

  /**
   * @param view of the registry's entries; its owner starts it, and has it catch up before the first sample
   * @param grace of windows whose configuration tells none
   */
  public Observations(RecordView<RegistryEntry<Application>> view, Duration grace) {
    this.view = view;
    this.grace = grace;
  }

  /** Whether a function looks at this value: only such need go to {@link ObservationFunctions}. */
  public boolean looksAt(Sample sample) {
    var observed = of(sample.application());
    return observed != null && observed.looksAt(sample);
  }

  /** Null: the application is not registered. */
  // Another entry is another object, and comparing all of it costs time.
  @SuppressWarnings("ReferenceEquality")
  @Nullable
  Observed of(String application) {
    var entry = view.get(application);
    if (entry == null) {
      known.remove(application);
      return null;
    }
    var observed = known.get(application);
    if (observed == null || observed.entry() != entry) {
      observed = Observed.of(entry, grace);
      known.put(application, observed);
    }
    return observed;
  }

  Duration grace() {
    return grace;
  }
}
