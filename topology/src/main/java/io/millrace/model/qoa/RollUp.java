package io.millrace.model.qoa;

import io.millrace.model.qoa.WindowResult.Finality;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Merges results of the same window. Summaries merge exactly, so the outcome is that of all values at once, whatever the
 * order of the results. A merged result is final if all of its parts are.
 */
public final class RollUp {
  private static final Comparator<@Nullable String> NAMES =
      Comparator.nullsFirst(Comparator.<String>naturalOrder());
  private static final Comparator<Window> ORDER = Comparator.comparing(Window::application)
      .thenComparing(Window::stage, NAMES)
      .thenComparing(Window::metric)
      .thenComparing(Window::kind)
      .thenComparing(Window::start)
      .thenComparing(Window::end);

  private RollUp() {}

  private record Window(
      String application,
      @Nullable String stage,
      String metric,
      WindowKind kind,
      Instant start,
      Instant end) {
    static Window of(WindowResult result, @Nullable String stage) {
      return new Window(
          result.application(),
          stage,
          result.metric(),
          result.kind(),
          result.start(),
          result.end());
    }
  }

  /** One result for each stage, metric and window, of all its instances; sorted by stage, metric and window. */
  public static List<WindowResult> overInstances(Collection<WindowResult> results) {
    var parts = new TreeMap<Window, Parts>(ORDER);
    for (var result : results) {
      parts.computeIfAbsent(Window.of(result, result.stage()), w -> new Parts()).add(result);
    }
    return merged(parts);
  }

  /** One result for each application, metric and window, of all its stages and their instances. */
  public static List<WindowResult> overStages(Collection<WindowResult> results) {
    return overStages(results, null, result -> true);
  }

  /** For each metric and window, what a stage and all stages before it came to, as a result of that stage. */
  public static List<WindowResult> upTo(
      String stage, StageGraph graph, Collection<WindowResult> results) {
    var wanted = graph.upTo(stage);
    return overStages(
        results, stage, result -> result.stage() != null && wanted.contains(result.stage()));
  }

  private static List<WindowResult> overStages(
      Collection<WindowResult> results, @Nullable String stage, Predicate<WindowResult> wanted) {
    var parts = new TreeMap<Window, Parts>(ORDER);
    for (var result : results) {
      if (wanted.test(result)) {
        parts.computeIfAbsent(Window.of(result, stage), w -> new Parts()).add(result);
      }
    }
    return merged(parts);
  }

  private static List<WindowResult> merged(Map<Window, Parts> parts) {
    return parts.entrySet().stream()
        .map(entry -> entry.getValue().result(entry.getKey()))
        .toList();
  }

  private static final class Parts {
    private final Summary values = new Summary();
    private long late;
    private long missing;
    private Finality finality = Finality.FINAL;

    void add(WindowResult result) {
      values.merge(result.values());
      late += result.late();
      missing += result.missing();
      if (result.finality() == Finality.PROVISIONAL) {
        finality = Finality.PROVISIONAL;
      }
    }

    WindowResult result(Window window) {
      return new WindowResult(
          window.application(),
          window.stage(),
          null,
          window.metric(),
          window.kind(),
          window.start(),
          window.end(),
          values,
          late,
          missing,
          finality);
    }
  }
}
