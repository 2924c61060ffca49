package io.millrace.ingress.predictions;

import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.model.qoa.DriftReport;
import io.millrace.topology.registry.RecordView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The latest reports of drift of each version. It follows their topic from the first question on. */
public final class DriftHistory implements AutoCloseable {
  // A window of a hundred columns has three hundred.
  private static final int MOST_REPORTS = 20_000;
  private static final int MOST_OF_ALL = 400_000;
  private static final int MOST_VERSIONS = 1000;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final RecordView<DriftReport> view;
  private final TreeMap<String, Deque<DriftReport>> reports = new TreeMap<>();
  private int all;

  /** @param view of the topic; closed with this */
  public DriftHistory(RecordView<DriftReport> view) {
    this.view = view;
    view.onChange(this::take);
  }

  private synchronized void take(DriftReport report) {
    if (!reports.containsKey(report.key()) && reports.size() == MOST_VERSIONS) {
      return;
    }
    var known = reports.computeIfAbsent(report.key(), key -> new ArrayDeque<>());
    known.addLast(report);
    all++;
    if (known.size() > MOST_REPORTS || (all > MOST_OF_ALL && known.size() > 1)) {
      known.removeFirst();
      all--;
    }
  }

  /** Waits until all that was committed before is known; may block. False if that took too long. */
  public boolean catchUp() {
    view.start();
    return view.catchUp(PATIENCE);
  }

  /**
   * The reports of a model, in the order of time for each version.
   *
   * @param wanted null takes all versions
   * @param last of windows that ended no longer before the newest end; null takes all that are remembered
   */
  public synchronized List<DriftReport> of(
      ModelName model, @Nullable ModelVersion wanted, @Nullable Duration last) {
    var found = reports.values().stream()
        .flatMap(Deque::stream)
        .filter(report -> report.model().equals(model))
        .filter(report -> wanted == null || wanted.equals(report.version()))
        .toList();
    if (last == null) {
      return found;
    }
    var newest = found.stream().map(DriftReport::end).max(Instant::compareTo).orElse(Instant.EPOCH);
    return found.stream()
        .filter(report -> report.end().isAfter(newest.minus(last)))
        .toList();
  }

  @Override
  public void close() {
    view.close();
  }
}
