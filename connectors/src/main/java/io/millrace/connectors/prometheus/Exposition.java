package io.millrace.connectors.prometheus;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * All meters as a scraper asks for them: text 0.0.4, OpenMetrics, or Prometheus' protobuf. Only the last one carries
 * native histograms.
 */
final class Exposition {
  private final ExpositionFormats formats = ExpositionFormats.init();
  private final PrometheusRegistry registry;

  Exposition(PrometheusRegistry registry) {
    this.registry = registry;
  }

  /** @param accept the header of the request; null where it has none */
  Scrape scrape(@Nullable String accept) {
    var writer = formats.findWriter(accept);
    var escaping = EscapingScheme.fromAcceptHeader(accept);
    var body = new ByteArrayOutputStream(1 << 14);
    try {
      writer.write(body, registry.scrape(), escaping);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var type = writer.getContentType();
    return new Scrape(
        accept != null && accept.contains("escaping=")
            ? type + "; " + escaping.toHeaderFormat()
            : type,
        body.toByteArray());
  }
}
