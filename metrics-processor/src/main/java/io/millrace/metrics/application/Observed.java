package io.millrace.metrics.application;

import io.millrace.metrics.window.Sample;
import io.millrace.metrics.window.WindowSpec;
import io.millrace.model.RegistryEntry;
import io.millrace.model.application.Agent;
import io.millrace.model.application.Application;
import io.millrace.model.application.StreamConfig;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an entry of the registry means for the windows of its application.
 *
 * @param entry from which this was made
 * @param windows of its metrics; null: those that all have
 * @param stream by which its functions run; null: none run
 * @param features of the functions
 */
record Observed(
    RegistryEntry<Application> entry,
    @Nullable List<WindowSpec> windows,
    @Nullable StreamConfig stream,
    List<FeatureSet> features) {

  static Observed of(RegistryEntry<Application> entry, Duration grace) {
    var application = entry.value();
    var agent = application == null ? null : application.agent();
    if (agent == null) {
      return new Observed(entry, null, null, List.of());
    }
    if (agent.state() == Agent.State.STOPPED) {
      return new Observed(entry, List.of(), null, List.of());
    }
    var stream = agent.stream();
    if (stream == null) {
      return new Observed(entry, null, null, List.of());
    }
    var windows = List.of(ObservedSpecs.of(stream, grace));
    return stream.functions().isEmpty()
        ? new Observed(entry, windows, null, List.of())
        : new Observed(entry, windows, stream, FeatureSet.all(stream));
  }

  boolean looksAt(Sample sample) {
    for (var set : features) {
      if (set.contains(sample)) {
        return true;
      }
    }
    return false;
  }
}
