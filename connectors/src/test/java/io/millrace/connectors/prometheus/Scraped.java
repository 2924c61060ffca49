package io.millrace.connectors.prometheus;

import io.prometheus.metrics.expositionformats.generated.com_google_protobuf_4_33_0.Metrics;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.hawkular.agent.prometheus.text.TextPrometheusMetricsProcessor;
import org.hawkular.agent.prometheus.types.MetricFamily;
import org.hawkular.agent.prometheus.walkers.CollectorPrometheusMetricsWalker;

/** What a scraper makes of the meters. */
final class Scraped {
  static final String PROTOBUF =
      "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";

  private Scraped() {}

  /** The text form, as an independent reader understands it. */
  static Map<String, MetricFamily> text(Meters meters) {
    var walker = new CollectorPrometheusMetricsWalker();
    new TextPrometheusMetricsProcessor(
            new ByteArrayInputStream(meters.scrape("text/plain").body()), walker)
        .walk();
    var families = new LinkedHashMap<String, MetricFamily>();
    walker.getAllMetricFamilies().forEach(family -> families.put(family.getName(), family));
    return families;
  }

  /** The protobuf form. */
  static Map<String, Metrics.MetricFamily> protobuf(Meters meters) throws IOException {
    var in = new ByteArrayInputStream(meters.scrape(PROTOBUF).body());
    var families = new LinkedHashMap<String, Metrics.MetricFamily>();
    while (in.available() > 0) {
      var family = Metrics.MetricFamily.parseDelimitedFrom(in);
      families.put(family.getName(), family);
    }
    return families;
  }

  /** One family of it. */
  static Metrics.MetricFamily protobuf(Meters meters, String name) throws IOException {
    return Objects.requireNonNull(protobuf(meters).get(name), name);
  }

  /** Counts of a native histogram by bucket index, as its spans and deltas say. */
  static Map<Integer, Long> buckets(List<Metrics.BucketSpan> spans, List<Long> deltas) {
    var counts = new TreeMap<Integer, Long>();
    var left = new ArrayList<>(deltas);
    long count = 0;
    int index = 0;
    for (var span : spans) {
      index += span.getOffset();
      for (int i = 0; i < span.getLength(); i++) {
        count += left.remove(0);
        if (count > 0) {
          counts.put(index, count);
        }
        index++;
      }
    }
    return counts;
  }
}
