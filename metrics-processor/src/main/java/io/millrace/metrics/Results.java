package io.millrace.metrics;

import io.millrace.metrics.window.ClosedWindow;
import io.millrace.metrics.window.OpenRollUps;
import io.millrace.metrics.window.SeriesWindow;
import io.millrace.model.qoa.WindowResult;
import io.millrace.model.qoa.WindowResult.Finality;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Closed windows in the form in which they stand on the log. */
final class Results {
  private Results() {}

  static WindowResult result(SeriesWindow key, ClosedWindow window) {
    return result(key, window, key.series().stage(), key.series().instance());
  }

  /** Of windows in which {@link OpenRollUps#ALL} stands for what is rolled up. */
  static WindowResult rolledUp(SeriesWindow key, ClosedWindow window) {
    var stage = key.series().stage();
    return result(key, window, stage.equals(OpenRollUps.ALL) ? null : stage, null);
  }

  private static WindowResult result(
      SeriesWindow key, ClosedWindow window, @Nullable String stage, @Nullable String instance) {
    return new WindowResult(
        key.series().application(),
        stage,
        instance,
        key.series().metric(),
        key.spec().kind(),
        Instant.ofEpochMilli(window.start()),
        Instant.ofEpochMilli(window.end()),
        window.values(),
        window.late(),
        window.missing(),
        Finality.FINAL);
  }
}
