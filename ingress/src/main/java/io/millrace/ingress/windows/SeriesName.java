package io.millrace.ingress.windows;

import io.millrace.model.qoa.WindowResult;
import org.jspecify.annotations.Nullable;

/** Whose windows; what is rolled up is null. */
record SeriesName(
    String application, @Nullable String stage, @Nullable String instance, String metric) {
  static SeriesName of(WindowResult result) {
    return new SeriesName(result.application(), result.stage(), result.instance(), result.metric());
  }
}
