package io.millrace.ingress.inputs;

import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.model.qoa.InputQuality;
import io.millrace.topology.registry.RecordView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The latest windows of inputs of each version. It follows their topic from the first question on. */
public final class QualityHistory implements AutoCloseable {
  /** How many windows of a version are remembered. */
  public static final int MOST_WINDOWS = 1500;

  private static final int MOST_VERSIONS = 1000;
  // About 100 MB: a window of many columns takes some kilobytes.
  private static final int MOST_COLUMNS = 1_000_000;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final RecordView<InputQuality> view;
  private final TreeMap<String, Deque<InputQuality>> windows = new TreeMap<>();
  private long columns;

  /** @param view of the topic; closed with this */
  public QualityHistory(RecordView<InputQuality> view) {
    this.view = view;
    view.onChange(this::take);
  }

  private synchronized void take(InputQuality window) {
    if (!windows.containsKey(window.key()) && windows.size() == MOST_VERSIONS) {
      return;
    }
    var known = windows.computeIfAbsent(window.key(), key -> new ArrayDeque<>());
    known.addLast(window);
    columns += window.columns().size();
    while (known.size() > MOST_WINDOWS || (columns > MOST_COLUMNS && known.size() > 1)) {
      columns -= known.removeFirst().columns().size();
    }
  }

  /** Waits until all that was committed before is known; may block. False if that took too long. */
  public boolean catchUp() {
    view.start();
    return view.catchUp(PATIENCE);
  }

  /**
   * The windows of a model, in the order of time for each version.
   *
   * @param wanted null takes all versions
   * @param last windows that ended no longer before the newest end; null takes all that are remembered
   */
  public synchronized List<InputQuality> of(
      ModelName model, @Nullable ModelVersion wanted, @Nullable Duration last) {
    var found = new ArrayList<InputQuality>();
    windows.values().stream()
        .flatMap(Deque::stream)
        .filter(window -> window.model().equals(model))
        .filter(window -> wanted == null || wanted.equals(window.version()))
        .forEach(found::add);
    if (last != null) {
      var newest = found.stream().map(InputQuality::end).max(Instant::compareTo);
      found.removeIf(window -> !window.end().isAfter(newest.orElseThrow().minus(last)));
    }
    return found;
  }

  @Override
  public void close() {
    view.close();
  }
}
