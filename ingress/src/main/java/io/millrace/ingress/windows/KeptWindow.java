package io.millrace.ingress.windows;

import io.millrace.model.qoa.Summary;
import io.millrace.model.qoa.WindowKind;
import io.millrace.model.qoa.WindowResult;
import io.millrace.model.qoa.WindowResult.Finality;
import java.time.Instant;
import java.util.Comparator;

/** A window's result with its summary in compact form, which takes a tenth of the room. */
final class KeptWindow {
  private static final int OVERHEAD_BYTES = 320;

  private final SeriesName series;
  private final Span span;
  private final byte[] summary;
  private final long late;
  private final long missing;
  private final Finality finality;

  /** Which of the windows of a series. */
  record Span(Instant start, Instant end, WindowKind kind) {
    static final Comparator<Span> ORDER =
        Comparator.comparing(Span::start).thenComparing(Span::end).thenComparing(Span::kind);
  }

  KeptWindow(SeriesName series, WindowResult result) {
    this.series = series;
    this.span = new Span(result.start(), result.end(), result.kind());
    this.summary = result.values().toBytes();
    this.late = result.late();
    this.missing = result.missing();
    this.finality = result.finality();
  }

  SeriesName series() {
    return series;
  }

  Span span() {
    return span;
  }

  /** About what it takes in memory. */
  long bytes() {
    return summary.length + (long) OVERHEAD_BYTES;
  }

  WindowResult result() {
    return new WindowResult(
        series.application(),
        series.stage(),
        series.instance(),
        series.metric(),
        span.kind(),
        span.start(),
        span.end(),
        Summary.fromBytes(summary),
        late,
        missing,
        finality);
  }
}
