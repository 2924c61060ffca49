package io.millrace.ingress.windows;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.ingress.http.ErrorHandler;
import io.millrace.ingress.log.LogConfig;
import io.millrace.model.qoa.Summary;
import io.millrace.model.qoa.WindowResult;
import io.millrace.model.qoa.WindowResult.Finality;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import io.millrace.topology.serde.Json;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.RouterFunctions;
import tools.jackson.databind.JsonNode;

class WindowsHandlerTest {
  private static final Topics TOPICS = new Topics(TopicsConfig.DEFAULTS);
  private static final LogConfig NOWHERE =
      new LogConfig("127.0.0.1:1", "g", TOPICS, true, null, false);

  private final Admin admin = NOWHERE.admin();
  private final WindowView view = new WindowView(NOWHERE, admin);
  private final WebTestClient http = client(new WindowsHandler(view));
  private long offset;

  private static WebTestClient client(WindowsHandler handler) {
    var routes = RouterFunctions.route()
        .GET("/qoa", handler::applications)
        .GET("/qoa/{app}/windows", handler::windows)
        .build();
    return WebTestClient.bindToRouterFunction(routes)
        .handlerStrategies(HandlerStrategies.empty()
            .codecs(codecs -> codecs.registerDefaults(true))
            .exceptionHandler(new ErrorHandler())
            .build())
        .build();
  }

  @BeforeEach
  void begin() {
    view.target().begin(new long[4]);
    view.target().caughtUp();
  }

  @AfterEach
  void close() {
    view.close();
    admin.close();
  }

  private void write(WindowResult... results) {
    for (var result : results) {
      write(Objects.requireNonNull(TOPICS.windows().values().serializer().serialize("", result)));
    }
  }

  private void write(byte[] value) {
    view.target().take(new ConsumerRecord<>(TOPICS.windows().name(), 0, offset++, "k", value));
  }

  private String get(String uri, int status, MediaType... accept) {
    var body = http.get()
        .uri(URI.create(uri))
        .accept(accept)
        .exchange()
        .expectStatus()
        .isEqualTo(status)
        .expectBody()
        .returnResult()
        .getResponseBody();
    return new String(Objects.requireNonNull(body), UTF_8);
  }

  private List<JsonNode> windows(String query) {
    var found = new ArrayList<JsonNode>();
    Json.MAPPER.readTree(get("/qoa/cctv/windows" + query, 200)).path("windows").forEach(found::add);
    return found;
  }

  @Test
  void window_isToldWithAllItCameTo() {
    write(Results.of("cctv", "detect", "i1", 1, 4, 1, 2, 3));
    assertThat(get("/qoa/cctv/windows", 200)).isEqualTo("""
            {"application":"cctv","windows":[{"application":"cctv","stage":"detect","instance":"i1",\
            "metric":"response_time","kind":"TUMBLING","start":"2026-03-01T12:01:00Z",\
            "end":"2026-03-01T12:02:00Z","count":4,"sum":10.0,"min":1.0,"max":4.0,"mean":2.5,\
            "deviation":1.118033988749895,"p50":%s,"p90":%s,"p95":%s,"p99":%s,"p99.9":%s,\
            "late":1,"missing":2,"finality":"FINAL"}],"more":false}""".formatted(quantiles(4, 1, 2, 3)));
  }

  private static Object[] quantiles(double... values) {
    var summary = Summary.of(values);
    return DoubleStream.of(.5, .9, .95, .99, .999).mapToObj(summary::quantile).toArray();
  }

  @Test
  void emptyWindow_hasNullsForWhatThereIsNoneOf() {
    write(Results.of("cctv", "detect", "i1", 1));
    var window = windows("").get(0);
    assertThat(window.path("count").asInt()).isZero();
    assertThat(window.path("mean").isNull()).isTrue();
    assertThat(window.path("p99").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "| 8",
        "?stage=detect | 4",
        "?stage=detect&stage=track | 8",
        "?stage=detect&instance=i1 | 2",
        "?metric=response_time | 8",
        "?metric=other | 0",
        "?kind=tumbling | 8",
        "?kind=session&kind=hopping-count | 0",
        "?from=2026-03-01T12:01:00Z | 4",
        "?to=2026-03-01T12:01:00Z | 4",
        "?from=2026-03-01T13:00:00%2B01:00&to=2026-03-01T12:00:01Z | 4",
        "?from=2026-03-01T12:02:00Z | 0",
        "?limit=3 | 3",
        "?rollup=none | 8",
        "?rollup=instances | 4",
        "?rollup=stages | 2",
        "?rollup=stages&stage=detect | 2",
      })
  void parameters_chooseWindows(String query, int found) {
    for (int minute = 0; minute < 2; minute++) {
      for (var stage : List.of("detect", "track")) {
        write(
            Results.of("cctv", stage, "i1", minute, 1), Results.of("cctv", stage, "i2", minute, 2));
      }
    }
    write(Results.of("another", "detect", "i1", 0, 1));
    assertThat(windows(query == null ? "" : query)).hasSize(found);
  }

  @Test
  void limit_givesTheNewest_oldestFirst_andSaysThatThereAreMore() {
    for (int minute : new int[] {3, 1, 0, 2}) {
      write(Results.of("cctv", "detect", "i", minute, minute));
    }
    assertThat(windows("?limit=2"))
        .extracting(w -> w.path("min").asDouble())
        .containsExactly(2., 3.);
    assertThat(get("/qoa/cctv/windows?limit=2", 200)).endsWith("\"more\":true}");
  }

  /** Against all values sorted: counts and extremes exactly, quantiles within the sketch's error. */
  @Test
  void rollUp_isThatOfAllValuesAtOnce() {
    var random = new Random(3);
    var all = new ArrayList<Double>();
    for (var stage : List.of("detect", "track")) {
      for (var instance : List.of("i1", "i2", "i3")) {
        var values = random.doubles(200).map(v -> Math.exp(3 * v)).toArray();
        write(Results.of("cctv", stage, instance, 0, values));
        for (double value : values) {
          all.add(value);
        }
      }
    }
    Collections.sort(all);
    var window = windows("?rollup=stages").get(0);
    assertThat(window.path("stage").isNull()).isTrue();
    assertThat(window.path("count").asInt()).isEqualTo(1200);
    assertThat(window.path("late").asInt()).isEqualTo(6);
    assertThat(window.path("max").asDouble()).isEqualTo(all.get(1199));
    double p99 = all.get((int) (0.99 * 1199));
    assertThat(window.path("p99").asDouble()).isCloseTo(p99, within(p99 * 0.011));
  }

  @Test
  void rollUp_ofTheLog_isTakenWhereItIsFinal() {
    write(
        Results.of("cctv", "detect", "i1", 0, 1),
        Results.of("cctv", "detect", null, 0, 1, 2, 3),
        Results.of("cctv", "track", "i1", 0, 1),
        Results.of(Finality.PROVISIONAL, "cctv", "track", null, 0, 1, 2, 3));
    assertThat(windows("?rollup=instances"))
        .extracting(w -> w.path("count").asInt())
        .containsExactly(3, 1);
    // Of one instance alone the log's word on all of them is none.
    assertThat(windows("?rollup=instances&stage=detect&instance=i1"))
        .extracting(w -> w.path("count").asInt())
        .containsExactly(1);
    assertThat(windows("?rollup=none")).hasSize(2);
    assertThat(windows("")).hasSize(4);
  }

  @Test
  void csv_isForWhomAsksForIt() {
    write(Results.of("cctv", "de,tect", "i1", 0, 1, 3), Results.of("cctv", null, null, 0));
    var lines = get("/qoa/cctv/windows", 200, MediaType.parseMediaType("text/csv"))
        .lines()
        .toList();
    assertThat(lines.get(0))
        .isEqualTo("application,stage,instance,metric,kind,start,end,count,sum,min,max,mean,"
            + "deviation,p50,p90,p95,p99,p99.9,late,missing,finality");
    assertThat(lines.get(1))
        .isEqualTo("cctv,,,response_time,TUMBLING,2026-03-01T12:00:00Z,2026-03-01T12:01:00Z,"
            + "0,0.0,,,,,,,,,,1,2,FINAL");
    assertThat(lines.get(2))
        .startsWith("cctv,\"de,tect\",i1,response_time,TUMBLING,")
        .contains(",2,4.0,1.0,3.0,2.0,1.0,");
    assertThat(get("/qoa/cctv/windows", 200, MediaType.ALL)).startsWith("{");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "limit=0 | limit: \\\"0\\\" is no number from 1 to 10000",
        "limit=many | limit: \\\"many\\\" is no number",
        "from=yesterday | from: \\\"yesterday\\\" is no time such as 2026-03-01T12:00:00Z",
        "from=2026-03-01T12:00:00Z&to=2026-03-01T12:00:00Z | is not before to",
        "kind=round | kind: \\\"round\\\" is none; there are tumbling, hopping, sliding, session",
        "rollup=as-written | rollup: \\\"as-written\\\" is none of none, instances and stages",
        "stag=x | parameter \\\"stag\\\" is not known here; there are from, instance, kind",
      })
  void badParameters_areNamed(String query, String message) {
    write(Results.of("cctv", "detect", "i", 0, 1));
    assertThat(get("/qoa/cctv/windows?" + query, 400)).contains(message);
  }

  @Test
  void unknownApplication_isToldNearOnes() {
    assertThat(get("/qoa/cctv/windows", 404)).contains("no application has any yet");
    for (var name : List.of("cctv", "weather", "cctv-2", "a", "b", "c", "d", "e")) {
      write(Results.of(name, "detect", "i", 0, 1));
    }
    assertThat(get("/qoa/cttv/windows", 404))
        .contains("application \\\"cttv\\\" has no windows; some have: cctv, ")
        .doesNotContain("weather");
  }

  @Test
  void applications_areListed_andWhatIsNoWindowIsCounted() {
    write(Results.of("cctv", "detect", "i", 0, 1));
    write("no window".getBytes(UTF_8));
    assertThat(get("/qoa", 200)).startsWith("""
            {"applications":[{"application":"cctv","series":1,"windows":1,"from":"2026-03-01T12:00:00Z",\
            "to":"2026-03-01T12:01:00Z"}],"kept":{"windows":1,""").endsWith("\"evicted\":0},\"unreadable\":1}");
  }

  @Test
  void beforeAllHasBeenRead_thereIsNoAnswer() {
    try (var young = new WindowView(NOWHERE, admin)) {
      client(new WindowsHandler(young))
          .get()
          .uri("/qoa/cctv/windows")
          .exchange()
          .expectStatus()
          .isEqualTo(503)
          .expectHeader()
          .exists("retry-after");
    }
  }
}
