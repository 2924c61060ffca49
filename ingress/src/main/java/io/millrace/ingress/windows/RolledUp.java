package io.millrace.ingress.windows;

import io.millrace.model.qoa.RollUp;
import io.millrace.model.qoa.WindowKind;
import io.millrace.model.qoa.WindowResult;
import io.millrace.model.qoa.WindowResult.Finality;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Over what results are merged. */
enum RolledUp {
  /** Over nothing: each result that is on the log, those that were rolled up there too. */
  AS_WRITTEN,
  /** Over nothing, and only results of single instances. */
  NONE,
  /** One result for each stage. */
  INSTANCES,
  /** One result for all of the application. */
  STAGES;

  private record Window(
      @Nullable String stage, String metric, WindowKind kind, Instant start, Instant end) {
    static Window of(WindowResult result) {
      return new Window(
          result.stage(), result.metric(), result.kind(), result.start(), result.end());
    }
  }

  /**
   * The results, merged where this asks for it. Where the log has the final word on what is asked for, that is taken: it
   * knows of instances that are not kept here any more.
   *
   * @param isWhole whether the results are those of all instances, and of all stages
   */
  List<WindowResult> of(List<WindowResult> results, boolean isWhole) {
    return switch (this) {
      case AS_WRITTEN -> results;
      case NONE -> only(results, RolledUp::isSingle);
      case INSTANCES ->
        merged(
            results,
            RollUp::overInstances,
            result -> isWhole && result.stage() != null && result.instance() == null);
      case STAGES ->
        merged(results, RollUp::overStages, result -> isWhole && result.stage() == null);
    };
  }

  private static boolean isSingle(WindowResult result) {
    return result.stage() != null && result.instance() != null;
  }

  private static List<WindowResult> only(
      List<WindowResult> results, Predicate<WindowResult> wanted) {
    return results.stream().filter(wanted).toList();
  }

  private static List<WindowResult> merged(
      List<WindowResult> results,
      Function<List<WindowResult>, List<WindowResult>> over,
      Predicate<WindowResult> isAnswer) {
    var answers = new LinkedHashMap<Window, WindowResult>();
    for (var result : over.apply(only(results, RolledUp::isSingle))) {
      answers.put(Window.of(result), result);
    }
    for (var written : only(results, isAnswer)) {
      answers.merge(
          Window.of(written),
          written,
          (computed, log) -> log.finality() == Finality.FINAL ? log : computed);
    }
    return new ArrayList<>(answers.values());
  }
}
