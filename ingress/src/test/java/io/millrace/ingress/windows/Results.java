package io.millrace.ingress.windows;

import io.millrace.model.qoa.Summary;
import io.millrace.model.qoa.WindowKind;
import io.millrace.model.qoa.WindowResult;
import io.millrace.model.qoa.WindowResult.Finality;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Results of windows of a minute each. */
final class Results {
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private Results() {}

  static WindowResult of(
      String application,
      @Nullable String stage,
      @Nullable String instance,
      int minute,
      double... values) {
    return of(Finality.FINAL, application, stage, instance, minute, values);
  }

  static WindowResult of(
      Finality finality,
      String application,
      @Nullable String stage,
      @Nullable String instance,
      int minute,
      double... values) {
    var start = NOON.plusSeconds(60L * minute);
    return new WindowResult(
        application,
        stage,
        instance,
        "response_time",
        WindowKind.TUMBLING,
        start,
        start.plusSeconds(60),
        Summary.of(values),
        1,
        2,
        finality);
  }
}
