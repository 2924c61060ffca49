package io.millrace.launcher.kafka;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.network.metrics.RequestMetrics;
import org.apache.kafka.server.metrics.KafkaMetricsGroup;

/**
 * The histograms of Kafka's requests in which records travel. For samples that favour the last minutes Kafka keeps ten
 * sorted maps for each kind of request, whose upkeep was nearly half of the Java code that its network threads ran for lone requests.
 * Kafka takes histograms that it finds under the same names: these sample the whole time since the start.
 */
final class RequestHistograms {
  private static final List<String> REQUESTS =
      List.of(ApiKeys.PRODUCE.name, ApiKeys.FETCH.name, RequestMetrics.CONSUMER_FETCH_METRIC_NAME);
  private static final List<String> NAMES = List.of(
      "RequestQueueTimeMs",
      "LocalTimeMs",
      "RemoteTimeMs",
      "ThrottleTimeMs",
      "ResponseQueueTimeMs",
      "ResponseSendTimeMs",
      "TotalTimeMs",
      "RequestBytes",
      RequestMetrics.MESSAGE_CONVERSIONS_TIME_MS,
      RequestMetrics.TEMPORARY_MEMORY_BYTES);

  private RequestHistograms() {}

  /** To be called before the broker starts; it removes them when it stops. */
  static void register() {
    var group = new KafkaMetricsGroup("kafka.network", "RequestMetrics");
    for (var request : REQUESTS) {
      for (var name : NAMES) {
        group.newHistogram(name, false, Map.of("request", request));
      }
    }
  }
}
