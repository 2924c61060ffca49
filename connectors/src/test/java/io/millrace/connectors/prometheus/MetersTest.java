package io.millrace.connectors.prometheus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Delivery;
import io.millrace.model.Encoding;
import io.millrace.model.FailureCode;
import io.millrace.model.InferenceResult;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.model.RequestId;
import io.millrace.model.Timings;
import io.millrace.model.contract.Action;
import io.millrace.model.contract.Condition;
import io.millrace.model.contract.Evidence;
import io.millrace.model.contract.ObjectiveRef;
import io.millrace.model.contract.Precision;
import io.millrace.model.contract.Scope;
import io.millrace.model.contract.Severity;
import io.millrace.model.contract.TimeRange;
import io.millrace.model.contract.Violation;
import io.millrace.model.qoa.Summary;
import io.millrace.model.qoa.WindowKind;
import io.millrace.model.qoa.WindowResult;
import io.millrace.model.qoa.WindowResult.Finality;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.hawkular.agent.prometheus.types.Counter;
import org.hawkular.agent.prometheus.types.Gauge;
import org.hawkular.agent.prometheus.types.Histogram;
import org.hawkular.agent.prometheus.types.Metric;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetersTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final ModelName MODEL = new ModelName("m");
  private static final ModelVersion VERSION = new ModelVersion(3);

  private final Meters meters = new Meters("1.2", "strict", 100);

  @AfterEach
  void close() {
    meters.close();
  }

  @Test
  void calls_areCountedAndTimed_byModelAndCode() {
    meters.serving().called("m", "3", "OK", 2_000_000);
    meters.serving().called("m", "3", "OK", 40_000_000);
    meters.serving().called("m", "3", "EXPIRED", 1_000_000_000);
    assertThat(value("millrace_http_requests_total", "model", "m", "version", "3", "code", "OK"))
        .isEqualTo(2);
    assertThat(value("millrace_http_requests_total", "code", "EXPIRED")).isEqualTo(1);
    var times = (Histogram) one("millrace_http_request_duration_seconds", "model", "m");
    assertThat(times.getSampleCount()).isEqualTo(3);
    assertThat(times.getSampleSum()).isCloseTo(1.042, org.assertj.core.data.Offset.offset(1e-9));
    assertThat(bucket(times, 0.0025)).isEqualTo(1);
    assertThat(bucket(times, 0.05)).isEqualTo(2);
    assertThat(bucket(times, 1)).isEqualTo(3);
  }

  /** Nothing that they ask, a pipeline say, stays reachable through them. */
  @Test
  void closed_areEmpty() {
    assertThat(meters.scrape(null).body()).isNotEmpty();
    meters.close();
    assertThat(meters.scrape(null).body()).isEmpty();
  }

  @Test
  void runsAndResults_areCounted() {
    meters.serving().ran(MODEL, VERSION, 3, 12, 5_000_000);
    meters.serving().resulted(answered("a"));
    meters.serving().resulted(failed("b", FailureCode.MODEL_ERROR));
    meters.serving().resulted(failed("c", FailureCode.UNKNOWN_MODEL));
    var rows = (Histogram) one("millrace_batch_rows", "model", "m", "version", "3");
    assertThat(rows.getSampleSum()).isEqualTo(12);
    assertThat(bucket(rows, 8)).isZero();
    assertThat(bucket(rows, 16)).isEqualTo(1);
    assertThat(value("millrace_results_total", "model", "m", "code", "OK")).isEqualTo(1);
    assertThat(value("millrace_results_total", "model", "m", "code", "MODEL_ERROR"))
        .isEqualTo(1);
    assertThat(value("millrace_results_total", "code", "UNKNOWN_MODEL")).isEqualTo(1);
    assertThat(all("millrace_results_total"))
        .as("a name that anyone may send is no label")
        .noneMatch(metric -> metric.getLabels().containsValue("nobody's"));
  }

  @Test
  void manyThreads_loseNoCount() throws InterruptedException {
    var threads = Executors.newFixedThreadPool(4);
    for (int t = 0; t < 4; t++) {
      threads.execute(() -> {
        for (int i = 0; i < 50_000; i++) {
          meters.serving().called("m" + i % 3, "1", "OK", i);
        }
      });
    }
    threads.shutdown();
    assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    assertThat(all("millrace_http_requests_total").stream()
            .mapToDouble(metric -> ((Counter) metric).getValue())
            .sum())
        .isEqualTo(200_000);
  }

  @Test
  void combinationsBeyondTheMost_areCountedTogether_andThatIsCounted() {
    for (int i = 0; i < 1000; i++) {
      meters.serving().called("m" + i, "1", "OK", 1);
    }
    meters.serving().called("m5", "1", "OK", 1);
    assertThat(all("millrace_http_requests_total")).hasSize(101);
    assertThat(value("millrace_http_requests_total", "model", "other")).isEqualTo(900);
    assertThat(value("millrace_http_requests_total", "model", "m5")).isEqualTo(2);
    assertThat(value("millrace_label_overflow_total", "meter", "millrace_http_requests"))
        .isEqualTo(900);
  }

  @Test
  void requests_makeNoSeriesOfTheirOwn() {
    meters.serving().resulted(answered("first"));
    int before = all("millrace_results_total").size();
    for (int i = 0; i < 500; i++) {
      meters.serving().resulted(answered("id-" + i));
    }
    assertThat(all("millrace_results_total")).hasSize(before);
    assertThat(new String(meters.scrape(null).body(), UTF_8)).doesNotContain("id-4");
  }

  @Test
  void windows_countOnce_ifFinalAndOfAllInstances() {
    var values = Summary.of(0.5, 1, 3);
    meters.window(window("s", null, WindowKind.TUMBLING, Finality.PROVISIONAL, values));
    meters.window(window("s", "i", WindowKind.TUMBLING, Finality.FINAL, values));
    meters.window(window("s", null, WindowKind.TUMBLING, Finality.FINAL, values));
    meters.window(window("s", null, WindowKind.TUMBLING, Finality.FINAL, Summary.of(8)));
    meters.window(window("s", null, WindowKind.HOPPING, Finality.FINAL, values));
    meters.window(window(null, null, WindowKind.TUMBLING, Finality.FINAL, values));
    String[] labels = {
      "application", "app", "stage", "s", "metric", "delay", "window", "tumbling 60s"
    };
    assertThat(value("millrace_windows_total", labels)).isEqualTo(2);
    assertThat(value("millrace_window_late_values_total", labels)).isEqualTo(8);
    assertThat(value("millrace_window_missing_values_total", labels)).isEqualTo(10);
    assertThat(value("millrace_window_last_mean", labels)).isEqualTo(8);
    assertThat(value("millrace_window_last_mean", "window", "hopping 60s")).isEqualTo(1.5);
    var histogram = (Histogram) one("millrace_window_value", labels);
    assertThat(histogram.getSampleCount()).isEqualTo(4);
    assertThat(histogram.getSampleSum()).isEqualTo(12.5);
    assertThat(all("millrace_window_value"))
        .as("each value once: windows that overlap are left out")
        .noneMatch(metric -> metric.getLabels().containsValue("hopping 60s"));
    assertThat(value("millrace_windows_total", "stage", "")).isEqualTo(1);
  }

  @Test
  void histogramsOfWindows_haveTheSketchsBuckets_andExactClassicOnes() throws IOException {
    var random = new Random(7);
    double[] values = new double[20_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 100 == 0 ? 0 : Math.exp(random.nextGaussian() * 3) * (i % 7 == 0 ? -1 : 1);
    }
    values[1] = 0.25; // a border itself
    meters.window(window("s", null, WindowKind.TUMBLING, Finality.FINAL, Summary.of(values)));
    var histogram =
        Scraped.protobuf(meters, "millrace_window_value").getMetric(0).getHistogram();
    assertThat(histogram.getSchema()).isEqualTo(5);
    assertThat(histogram.getZeroCount()).isEqualTo(200);
    assertThat(Scraped.buckets(histogram.getPositiveSpanList(), histogram.getPositiveDeltaList()))
        .isEqualTo(expected(values, 1));
    assertThat(Scraped.buckets(histogram.getNegativeSpanList(), histogram.getNegativeDeltaList()))
        .isEqualTo(expected(values, -1));
    var classic = (Histogram) one("millrace_window_value", "stage", "s");
    assertThat(classic.getBuckets()).hasSize(26).allSatisfy(bucket -> {
      long below = 0;
      for (double value : values) {
        below += value <= bucket.getUpperBound() ? 1 : 0;
      }
      assertThat(bucket.getCumulativeCount())
          .as("up to %s", bucket.getUpperBound())
          .isEqualTo(below);
    });
  }

  /** By the definition of Prometheus' schema 5: bucket i ends at 2^(i/32). */
  private static Map<Integer, Long> expected(double[] values, int sign) {
    var counts = new TreeMap<Integer, Long>();
    for (double value : values) {
      if (Math.signum(value) == sign) {
        int index = (int) Math.ceil(Math.log(Math.abs(value)) / Math.log(2) * 32);
        counts.merge(index, 1L, Long::sum);
      }
    }
    return counts;
  }

  @Test
  void nativeHistogram_ofCallTimes_countsEachCall() throws IOException {
    for (int i = 1; i <= 1000; i++) {
      meters.serving().called("m", "1", "OK", i * 1_000_000L);
    }
    var histogram = Scraped.protobuf(meters, "millrace_http_request_duration_seconds")
        .getMetric(0)
        .getHistogram();
    var buckets =
        Scraped.buckets(histogram.getPositiveSpanList(), histogram.getPositiveDeltaList());
    assertThat(buckets.values().stream().mapToLong(n -> n).sum()).isEqualTo(1000);
    double base = Math.pow(2, Math.pow(2, -histogram.getSchema()));
    buckets.forEach((index, count) -> {
      long low = (long) Math.floor(Math.pow(base, index - 1) * 1000 + 1e-9);
      long high = Math.min(1000, (long) Math.floor(Math.pow(base, index) * 1000 + 1e-9));
      assertThat(count).as("bucket %d", index).isEqualTo(high - low);
    });
  }

  @Test
  void violations_areCountedAsTheyBegin_andShownWhileTheyLast() {
    meters.violation(violation("old", Violation.Kind.OPENED), true);
    meters.violation(violation("new", Violation.Kind.OPENED), false);
    assertThat(value("millrace_violations_total", "contract", "c", "severity", "critical"))
        .isEqualTo(1);
    assertThat(value("millrace_violations_open", "application", "app")).isEqualTo(2);
    meters.violation(violation("old", Violation.Kind.RECOVERED), false);
    meters.violation(violation("old", Violation.Kind.RECOVERED), false);
    assertThat(value("millrace_violations_open", "application", "app")).isEqualTo(1);
  }

  @Test
  void stages_showStateAndLag() {
    meters.stages(() -> List.of(new StageView("inference", "REBALANCING", Map.of("t", 17.0))));
    assertThat(value("millrace_stage_state", "stage", "inference", "state", "REBALANCING"))
        .isEqualTo(1);
    assertThat(value("millrace_stage_state", "stage", "inference", "state", "RUNNING"))
        .isZero();
    assertThat(value("millrace_stage_lag_records", "stage", "inference", "topic", "t"))
        .isEqualTo(17);
  }

  @Test
  void scraper_getsTheFormItAccepts() {
    meters.callsInFlight(() -> 4);
    assertThat(meters.scrape(null).contentType()).startsWith("text/plain; version=0.0.4");
    var open = meters.scrape("application/openmetrics-text; version=1.0.0");
    assertThat(open.contentType()).startsWith("application/openmetrics-text");
    assertThat(new String(open.body(), UTF_8)).endsWith("# EOF\n");
    assertThat(meters.scrape(Scraped.PROTOBUF).contentType())
        .startsWith("application/vnd.google.protobuf");
    assertThat(value("millrace_http_requests_in_flight")).isEqualTo(4);
    assertThat(value("millrace_info", "version", "1.2", "profile", "strict")).isEqualTo(1);
  }

  @Test
  void names_followTheConventions() throws IOException {
    meters.serving().called("m", "1", "OK", 1);
    meters.serving().ran(MODEL, VERSION, 1, 1, 1);
    meters.serving().resulted(answered("a"));
    meters.window(aWindow());
    meters.violation(aViolation(), false);
    var ours = Pattern.compile("millrace(_[a-z]+)+");
    assertThat(Scraped.protobuf(meters).values())
        .filteredOn(family -> family.getName().startsWith("millrace"))
        .hasSizeGreaterThan(5)
        .allSatisfy(family -> {
          assertThat(family.getName()).matches(ours).doesNotContain("_ms", "_millis", "_kb");
          assertThat(family.getHelp()).endsWith(".");
          assertThat(family.getName().endsWith("_total"))
              .isEqualTo(family.getType().name().equals("COUNTER"));
        });
  }

  @Test
  void portOfItsOwn_servesTheSame() throws Exception {
    int port = meters.serve("127.0.0.1", 0);
    var request = java.net.http.HttpRequest.newBuilder(
            java.net.URI.create("http://127.0.0.1:%d%s".formatted(port, Meters.PATH)))
        .build();
    var answer = java.net.http.HttpClient.newHttpClient()
        .send(request, java.net.http.HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("millrace_info{", "jvm_memory_used_bytes");
  }

  private List<Metric> all(String family) {
    var found = Scraped.text(meters).get(family);
    return found == null ? List.of() : found.getMetrics();
  }

  private Metric one(String family, String... labels) {
    Predicate<Metric> wanted = metric -> {
      for (int i = 0; i < labels.length; i += 2) {
        if (!labels[i + 1].equals(metric.getLabels().get(labels[i]))) {
          return false;
        }
      }
      return true;
    };
    var found = all(family).stream().filter(wanted).toList();
    assertThat(found).as("%s %s", family, List.of(labels)).hasSize(1);
    return found.get(0);
  }

  private double value(String family, String... labels) {
    var metric = one(family, labels);
    return metric instanceof Counter counter ? counter.getValue() : ((Gauge) metric).getValue();
  }

  private static long bucket(Histogram histogram, double upperBound) {
    return histogram.getBuckets().stream()
        .filter(bucket -> bucket.getUpperBound() == upperBound)
        .findAny()
        .orElseThrow()
        .getCumulativeCount();
  }

  static WindowResult aWindow() {
    return window("s", null, WindowKind.TUMBLING, Finality.FINAL, Summary.of(1));
  }

  static Violation aViolation() {
    return violation("v", Violation.Kind.OPENED);
  }

  private static Delivery delivery() {
    return new Delivery(Encoding.JSON, null, null, null);
  }

  private static InferenceResult answered(String id) {
    return new InferenceResult.Answered(
        new RequestId(id), MODEL, VERSION, List.of(), new Timings(1, 2, 3, 4), delivery());
  }

  private static InferenceResult failed(String id, FailureCode code) {
    var model = code == FailureCode.UNKNOWN_MODEL ? "nobody's" : "m";
    return new InferenceResult.Failed(new RequestId(id), model, "3", code, "why", delivery());
  }

  private static WindowResult window(
      @Nullable String stage,
      @Nullable String instance,
      WindowKind kind,
      Finality finality,
      Summary values) {
    return new WindowResult(
        "app", stage, instance, "delay", kind, NOON, NOON.plusSeconds(60), values, 4, 5, finality);
  }

  private static Violation violation(String id, Violation.Kind kind) {
    var window = new TimeRange(NOON, NOON.plus(Duration.ofMinutes(1)));
    var evidence = new Evidence(
        new Condition.Comparison(Condition.Operator.LESS_EQUAL, 1),
        window,
        2.0,
        10,
        Precision.EXACT,
        false);
    return new Violation(
        id,
        kind,
        new ObjectiveRef("c", null, "o", "delay", Scope.of("app")),
        NOON,
        NOON,
        evidence,
        Severity.CRITICAL,
        2,
        Action.ALERT,
        Map.of());
  }
}
