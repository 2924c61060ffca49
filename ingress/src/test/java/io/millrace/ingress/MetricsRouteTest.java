package io.millrace.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.ingress.http.RefusedException;
import io.millrace.ingress.qoa.MetricsHandler;
import io.millrace.ingress.qoa.ReportLog;
import io.millrace.ingress.qoa.ReportsDoor;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import io.millrace.topology.serde.qoa.ReportLimits;
import io.millrace.topology.serde.qoa.ReportReader;
import io.millrace.topology.serde.qoa.ReportReader.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Mono;

/** The route on a real server, with a fake log behind it. */
class MetricsRouteTest {
  private static final int MOST_BYTES = 1 << 20;
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String GOOD = "{\"service_name\":\"s\",\"name\":\"m\",\"value\":1}";

  private final List<List<Entry>> written = new CopyOnWriteArrayList<>();
  private volatile ReportLog log = entries -> Mono.fromRunnable(() -> written.add(entries));

  @SuppressWarnings("NullAway.Init")
  private SpringServer server;

  @BeforeEach
  void start() {
    var config = IngressConfig.of("nowhere:1", new Topics(TopicsConfig.DEFAULTS))
        .listeningOn("127.0.0.1", 0);
    var reader = new ReportReader(ReportLimits.DEFAULTS);
    ReportLog current = entries -> log.write(entries);
    server = SpringServer.start(
        config,
        List.of(ReportsDoor.routes(new MetricsHandler(current, reader, () -> NOW, MOST_BYTES))));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private WebTestClient.ResponseSpec post(String body) {
    return TestClients.of(server)
        .build()
        .post()
        .uri("/metrics")
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(body)
        .exchange();
  }

  private static String body(WebTestClient.ResponseSpec response, int status) {
    var result =
        response.expectStatus().isEqualTo(status).expectBody(String.class).returnResult();
    return Objects.requireNonNull(result.getResponseBody());
  }

  @Test
  void oneReport_isTaken() {
    assertThat(body(post(GOOD), 200))
        .isEqualTo(
            "{\"status\":\"success\",\"response\":{\"accepted\":1,\"refused\":0,\"reasons\":[]}}");
    assertThat(written).hasSize(1);
    var report = ((ReportReader.Read) written.get(0).get(0)).report();
    assertThat(report.source().key()).isEqualTo("s/s/unknown");
    assertThat(report.eventTime()).isEqualTo(NOW);
  }

  @Test
  void batch_isTaken_andItsBadPartsAreNamed() {
    assertThat(body(post("[%s,{},%s,3]".formatted(GOOD, GOOD)), 200))
        .isEqualTo(
            "{\"status\":\"partial\",\"response\":{\"accepted\":2,\"refused\":2,\"reasons\":["
                + "{\"index\":1,\"reason\":\"no known form of report: it has no fields\"},"
                + "{\"index\":3,\"reason\":\"a report must be an object, not 3\"}]}}");
    assertThat(written).hasSize(1);
    assertThat(new String(((ReportReader.Refused) written.get(0).get(3)).bytes(), UTF_8))
        .isEqualTo("3");
  }

  @Test
  void emptyBatch_isASuccess() {
    assertThat(body(post("[]"), 200)).contains("\"accepted\":0", "\"refused\":0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "nonsense", "[{\"service_name\"", "[{}]", "\"\\ud800\"", "{\"\\ud83d\":1}"})
  void bodyOfWhichNothingCanBeRead_isRefused_andNotWritten(String bad) {
    assertThat(body(post(bad), 400))
        .contains(
            "\"status\":\"error\"", "\"accepted\":0", "\"error\":\"no report could be read: ");
    assertThat(written).isEmpty();
  }

  @Test
  void reasons_areLimited_theirNumberIsNot() {
    var answer = body(post("[" + GOOD + ",{}".repeat(150) + "]"), 200);
    assertThat(answer).contains("\"accepted\":1", "\"refused\":150");
    assertThat(answer.split("\"index\"", -1)).hasSize(101);
  }

  @Test
  void largeBody_isRefused() {
    assertThat(body(post(GOOD + " ".repeat(MOST_BYTES)), 413)).contains("1048576");
    assertThat(written).isEmpty();
  }

  @Test
  void logAway_isToldWithATimeToComeBack() {
    log = entries -> Mono.error(RefusedException.unavailable("no broker"));
    var response = post(GOOD);
    response.expectHeader().valueEquals("Retry-After", "1");
    assertThat(body(response, 503)).isEqualTo("{\"error\":\"no broker\"}");
  }

  @Test
  void answer_waitsForTheLog() {
    log = entries -> Mono.never();
    var client = TestClients.of(server)
        .responseTimeout(Duration.ofMillis(300))
        .build()
        .post()
        .uri("/metrics")
        .bodyValue(GOOD.getBytes(UTF_8));
    assertThatThrownBy(client::exchange).hasMessageContaining("Timeout");
  }
}
