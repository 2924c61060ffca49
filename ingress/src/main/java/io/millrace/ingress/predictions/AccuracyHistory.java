package io.millrace.ingress.predictions;

import io.millrace.model.qoa.AccuracyResult;
import io.millrace.model.qoa.Answerer;
import io.millrace.topology.registry.RecordView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The latest windows of accuracy of each version and stage. It follows their topic from the first question on: who never asks pays
 * nothing.
 */
public final class AccuracyHistory implements AutoCloseable {
  /** How many windows of a version or stage are remembered. */
  public static final int MOST_WINDOWS = 1500;

  private static final int MOST_ANSWERERS = 1000;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final RecordView<AccuracyResult> view;
  private final TreeMap<Answerer, TreeMap<Instant, AccuracyResult>> windows = new TreeMap<>();

  /** @param view of the topic; closed with this */
  public AccuracyHistory(RecordView<AccuracyResult> view) {
    this.view = view;
    view.onChange(this::take);
  }

  private synchronized void take(AccuracyResult result) {
    var by = result.by();
    if (!windows.containsKey(by) && windows.size() == MOST_ANSWERERS) {
      return;
    }
    var known = windows.computeIfAbsent(by, one -> new TreeMap<>());
    known.put(result.start(), result);
    if (known.size() > MOST_WINDOWS) {
      known.pollFirstEntry();
    }
  }

  /** Waits until all that was committed before is known; may block. False if that took too long. */
  public boolean catchUp() {
    view.start();
    return view.catchUp(PATIENCE);
  }

  /**
   * The windows of some by whose they are, each in the order of time.
   *
   * @param last windows that ended no longer before the newest end of these windows; null takes all that are remembered
   */
  public synchronized SortedMap<Answerer, List<AccuracyResult>> of(
      Predicate<Answerer> wanted, @Nullable Duration last) {
    var found = new TreeMap<Answerer, List<AccuracyResult>>();
    windows.forEach((by, all) -> {
      if (wanted.test(by)) {
        found.put(by, List.copyOf(all.values()));
      }
    });
    return last == null ? found : since(newest(found).minus(last), found);
  }

  private static Instant newest(SortedMap<Answerer, List<AccuracyResult>> found) {
    return found.values().stream()
        .flatMap(List::stream)
        .map(AccuracyResult::end)
        .max(Instant::compareTo)
        .orElse(Instant.EPOCH);
  }

  private static SortedMap<Answerer, List<AccuracyResult>> since(
      Instant time, SortedMap<Answerer, List<AccuracyResult>> found) {
    var recent = new TreeMap<Answerer, List<AccuracyResult>>();
    found.forEach((by, all) -> {
      var kept = all.stream().filter(window -> window.end().isAfter(time)).toList();
      if (!kept.isEmpty()) {
        recent.put(by, kept);
      }
    });
    return recent;
  }

  @Override
  public void close() {
    view.close();
  }
}
