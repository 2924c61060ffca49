package io.millrace.connectors.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Against a receiver that takes OTLP over HTTP and decodes it by the protocol's own schema. */
class OtlpTest {
  private final List<ExportMetricsServiceRequest> received = new CopyOnWriteArrayList<>();
  private final List<String> paths = new CopyOnWriteArrayList<>();

  @Test
  void collector_getsTheSameMeters() throws Exception {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::take);
    server.start();
    try (var meters = new Meters("1.2", "strict")) {
      meters.serving().called("m", "3", "OK", 2_000_000);
      meters.serving().called("m", "3", "OK", 4_000_000);
      meters.serving().ran(new ModelName("m"), new ModelVersion(3), 1, 7, 1000);
      meters.send(
          URI.create("http://127.0.0.1:" + server.getAddress().getPort()), Duration.ofSeconds(1));
      await().atMost(60, TimeUnit.SECONDS).until(() -> !received.isEmpty());
    } finally {
      server.stop(0);
    }
    assertThat(paths).contains("/v1/metrics");
    var byName = metrics(received.get(0));
    var calls = metric(byName, "millrace_http_requests");
    assertThat(calls.getSum().getIsMonotonic()).isTrue();
    var point = calls.getSum().getDataPoints(0);
    assertThat(point.getAsDouble() + point.getAsInt()).isEqualTo(2);
    assertThat(point.getAttributesList()).anySatisfy(attribute -> {
      assertThat(attribute.getKey()).isEqualTo("model");
      assertThat(attribute.getValue().getStringValue()).isEqualTo("m");
    });
    var times = metric(byName, "millrace_http_request_duration");
    assertThat(times.getUnit()).isEqualTo("s");
    var histogram = times.getExponentialHistogram().getDataPoints(0);
    assertThat(histogram.getCount()).isEqualTo(2);
    assertThat(histogram.getSum()).isCloseTo(0.006, org.assertj.core.data.Offset.offset(1e-9));
    assertThat(histogram.getPositive().getBucketCountsList().stream()
            .mapToLong(count -> count)
            .sum())
        .isEqualTo(2);
    assertThat(received.get(0).getResourceMetrics(0).getResource().getAttributesList())
        .anySatisfy(attribute -> {
          assertThat(attribute.getKey()).isEqualTo("service.name");
          assertThat(attribute.getValue().getStringValue()).isEqualTo("millrace");
        });
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      paths.add(exchange.getRequestURI().getPath());
      received.add(ExportMetricsServiceRequest.parseFrom(body(exchange)));
      exchange.getResponseHeaders().set("content-type", "application/x-protobuf");
      var answer = ExportMetricsServiceResponse.getDefaultInstance().toByteArray();
      exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
    }
  }

  private static InputStream body(HttpExchange exchange) throws IOException {
    var body = exchange.getRequestBody();
    return "gzip".equals(exchange.getRequestHeaders().getFirst("content-encoding"))
        ? new GZIPInputStream(body)
        : body;
  }

  private static Map<String, Metric> metrics(ExportMetricsServiceRequest request) {
    var byName = new HashMap<String, Metric>();
    request
        .getResourceMetricsList()
        .forEach(resource -> resource
            .getScopeMetricsList()
            .forEach(scope ->
                scope.getMetricsList().forEach(metric -> byName.put(metric.getName(), metric))));
    return byName;
  }

  private static Metric metric(Map<String, Metric> byName, String name) {
    var metric = byName.get(name);
    assertThat(metric).as("%s among %s", name, byName.keySet()).isNotNull();
    return java.util.Objects.requireNonNull(metric);
  }
}
