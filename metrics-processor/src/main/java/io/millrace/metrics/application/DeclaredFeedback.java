package io.millrace.metrics.application;

import io.millrace.metrics.reports.ExpectedFeedback;
import io.millrace.model.ModelFeedback;
import io.millrace.model.RegistryEntry;
import io.millrace.model.application.Application;
import io.millrace.topology.registry.RecordView;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What applications have said of their feedback, by a view of the registry. Not for several threads. */
public final class DeclaredFeedback implements ExpectedFeedback {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final int MOST_ASKED = 1000;

  private final RecordView<RegistryEntry<Application>> view;
  private final Set<String> asked = new HashSet<>();

  /** @param view started and closed by its owner */
  public DeclaredFeedback(RecordView<RegistryEntry<Application>> view) {
    this.view = view;
  }

  @Override
  public @Nullable ModelFeedback of(String application) {
    var known = known(application);
    if (known == null && asked.size() < MOST_ASKED && asked.add(application)) {
      // The view may be a moment behind the log on which the first report stands.
      refresh();
      known = known(application);
    }
    return known;
  }

  private @Nullable ModelFeedback known(String application) {
    var entry = view.get(application);
    return entry == null || entry.value() == null ? null : entry.value().feedback();
  }

  @Override
  public void refresh() {
    view.catchUp(PATIENCE);
  }
}
