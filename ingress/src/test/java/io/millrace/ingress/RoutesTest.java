package io.millrace.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingress.admin.ModelHandler;
import io.millrace.ingress.admin.ServerHandler;
import io.millrace.ingress.http.RefusedException;
import io.millrace.ingress.infer.Call;
import io.millrace.ingress.infer.InferHandler;
import io.millrace.ingress.infer.InferLane;
import io.millrace.ingress.infer.ModelLookup;
import io.millrace.model.FailureCode;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.reactor.netty.NettyRouteProvider;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.BodyInserters;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The routes on a real server, with a fake log behind them. */
class RoutesTest {
  private static final int MOST_BYTES = 1 << 20;
  private static final String GOOD =
      "{\"id\":\"mine\",\"inputs\":[{\"name\":\"x\",\"shape\":[1,4],\"datatype\":\"FP32\",\"data\":[1,2,3,4]}]}";
  private static final String INFER = "/v2/models/iris/infer";

  private final FakeLog log = new FakeLog();
  private final FakeModels models = new FakeModels();
  private @Nullable String missing;

  @SuppressWarnings("NullAway.Init")
  private SpringServer server;

  @SuppressWarnings("NullAway.Init")
  private WebTestClient client;

  @BeforeEach
  void start() {
    var config = IngressConfig.of("nowhere:1", new Topics(TopicsConfig.DEFAULTS))
        .listeningOn("127.0.0.1", 0);
    var lookup = new ModelLookup(models);
    var infer = new InferHandler(log, lookup, Duration.ofSeconds(30), MOST_BYTES);
    server = SpringServer.start(
        config,
        lanes(infer),
        List.of(
            Routes.infer(infer),
            Routes.server(new ServerHandler("millrace", "1", Map.of("a", 1), () -> missing)),
            Routes.models(new ModelHandler(models, lookup))));
    client = TestClients.of(server).build();
  }

  List<NettyRouteProvider> lanes(InferHandler infer) {
    return List.of(new InferLane(infer));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private WebTestClient.ResponseSpec post(String path, String body) {
    return client
        .post()
        .uri(path)
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(body)
        .exchange();
  }

  private static String error(WebTestClient.ResponseSpec response, int status) {
    var body =
        response.expectStatus().isEqualTo(status).expectBody(String.class).returnResult();
    assertThat(body.getResponseBody()).startsWith("{\"error\":\"");
    return Objects.requireNonNull(body.getResponseBody());
  }

  private Call lastCall() {
    return Objects.requireNonNull(log.last.get());
  }

  @Test
  void infer_answersWithTheCallersId() {
    var body = post(INFER, GOOD).expectStatus().isOk().expectBody(String.class).returnResult();
    assertThat(body.getResponseBody())
        .contains(
            "\"model_name\":\"iris\"",
            "\"model_version\":\"1\"",
            "\"id\":\"mine\"",
            "\"datatype\":\"FP32\"");
  }

  @Test
  void infer_stampsTheNewestVersion() {
    post(INFER, GOOD).expectStatus().isOk();
    assertThat(lastCall().version().number()).isEqualTo(1);
  }

  @Test
  void infer_takesTraceAndSequenceThrough() {
    client
        .post()
        .uri(INFER)
        .header("traceparent", "00-a-b-01")
        .header("x-request-id", "r1")
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(GOOD.replace("\"id\"", "\"parameters\":{\"sequence_id\":7},\"id\""))
        .exchange()
        .expectStatus()
        .isOk()
        .expectHeader()
        .valueEquals("x-request-id", "r1");
    assertThat(lastCall().traceparent()).isEqualTo("00-a-b-01");
    assertThat(lastCall().sequence()).isEqualTo("7");
  }

  @Test
  void infer_expiresAfterTheLeastTimeout() {
    client
        .post()
        .uri(INFER)
        .header("timeout", "2s")
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(GOOD.replace("\"id\"", "\"parameters\":{\"timeout\":500000},\"id\""))
        .exchange()
        .expectStatus()
        .isOk();
    assertThat(lastCall().expiry()).isBefore(Instant.now().plusMillis(501));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                                                              | empty",
        "{\"inputs\":[                                                                   | JSON",
        "[1]                                                                             | ",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[3],\"datatype\":\"FP32\",\"data\":[1]}]} | shape [3]",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[1,2,3]}]} | has shape [1, 3], the model takes [-1, 4]",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,4],\"datatype\":\"INT64\",\"data\":[1,2,3,4]}]} | is INT64, the model takes FP32",
        "{\"inputs\":[{\"name\":\"z\",\"shape\":[1,4],\"datatype\":\"FP32\",\"data\":[1,2,3,4]}]} | is missing",
        "{\"inputs\":[]} | ",
      })
  void infer_refusesBadBodies(String body, @Nullable String reason) {
    var message = error(post(INFER, body), 400);
    if (reason != null) {
      assertThat(message).contains(reason);
    }
  }

  @Test
  void infer_refusesUnknownOutput() {
    var body = GOOD.replace("\"id\"", "\"outputs\":[{\"name\":\"q\"}],\"id\"");
    assertThat(error(post(INFER, body), 400)).contains("has no output \\\"q\\\"; it gives [y");
  }

  @Test
  void unknownModel_isNotFound_afterTheCatalogCaughtUpOnce() {
    assertThat(error(post("/v2/models/nope/infer", GOOD), 404)).contains("nope");
    error(post("/v2/models/nope/infer", GOOD), 404);
    assertThat(models.caughtUp).hasValue(1);
  }

  @Test
  void pathAsModelName_isNotFound() {
    var uri =
        URI.create("http://127.0.0.1:%d/v2/models/..%%2f..%%2fetc/infer".formatted(server.port()));
    var response = client
        .post()
        .uri(uri)
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(GOOD)
        .exchange();
    assertThat(error(response, 404)).contains("is no model name");
  }

  @Test
  void wrongVersion_isNotFound() {
    error(post("/v2/models/iris/versions/9/infer", GOOD), 404);
    error(post("/v2/models/iris/versions/x/infer", GOOD), 404);
  }

  @Test
  void otherContentType_isRefused() {
    var response = client
        .post()
        .uri(INFER)
        .contentType(MediaType.TEXT_PLAIN)
        .bodyValue(GOOD)
        .exchange();
    assertThat(error(response, 415)).contains("text/plain");
  }

  @Test
  void whatCurlCallsAForm_isReadAsJson() {
    client
        .post()
        .uri(INFER)
        .contentType(MediaType.APPLICATION_FORM_URLENCODED)
        .bodyValue(GOOD)
        .exchange()
        .expectStatus()
        .isOk();
  }

  @Test
  void illegalTimeout_isRefused() {
    var response = client
        .post()
        .uri(INFER)
        .header("timeout", "soon")
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(GOOD)
        .exchange();
    assertThat(error(response, 400)).contains("soon");
  }

  @Test
  void largeBody_isRefused_evenInChunks() {
    var buffers = DefaultDataBufferFactory.sharedInstance;
    Flux<DataBuffer> body = Flux.range(0, 100).map(i -> buffers.wrap(new byte[MOST_BYTES / 20]));
    var response = client
        .post()
        .uri(INFER)
        .contentType(MediaType.APPLICATION_JSON)
        .body(BodyInserters.fromDataBuffers(body))
        .exchange();
    assertThat(error(response, 413)).contains("1048576");
  }

  @Test
  void largeBody_isRefusedByItsLength() {
    assertThat(error(post(INFER, " ".repeat(MOST_BYTES + 1)), 413)).contains("1048576");
  }

  @ParameterizedTest
  @EnumSource(FailureCode.class)
  void failure_hasItsStatus(FailureCode code) {
    log.fail(code, "because");
    int status = switch (code) {
      case MALFORMED, INVALID_INPUT -> 400;
      case UNKNOWN_MODEL -> 404;
      case TOO_LARGE -> 413;
      case EXPIRED -> 504;
      case UNSUPPORTED -> 501;
      case MODEL_ERROR -> 500;
      case UNAVAILABLE -> 503;
    };
    assertThat(error(post(INFER, GOOD), status)).isEqualTo("{\"error\":\"because\"}");
  }

  @Test
  void refusal_saysWhenToComeBack() {
    log.answer(call -> Mono.error(new RefusedException(FailureCode.UNAVAILABLE, "full", 7)));
    var response = post(INFER, GOOD);
    response.expectHeader().valueEquals("Retry-After", "7");
    error(response, 503);
  }

  @Test
  void ownFault_isNotTold() {
    log.answer(call -> Mono.error(new IllegalStateException("secret")));
    assertThat(error(post(INFER, GOOD), 500)).doesNotContain("secret");
  }

  @Test
  void unknownPath_isNotFound() {
    error(client.get().uri("/nope").exchange(), 404);
  }

  @Test
  void wrongMethod_namesTheRightOnes() {
    var response = client.delete().uri(INFER).exchange();
    response.expectHeader().valueEquals("Allow", "POST");
    error(response, 405);
  }

  @Test
  void health_followsReadiness() {
    client.get().uri("/v2/health/live").exchange().expectStatus().isOk();
    client.get().uri("/v2/health/ready").exchange().expectStatus().isOk();
    missing = "no broker";
    client.get().uri("/v2/health/ready").exchange().expectStatus().isEqualTo(503);
  }

  @Test
  void metadata_hasTheProtocolsForm() {
    client.get().uri("/v2/models/iris").exchange().expectBody(String.class).isEqualTo("""
            {"name":"iris","versions":["1"],"platform":"onnx_onnxv1",\
            "inputs":[{"name":"x","datatype":"FP32","shape":[-1,4]}],\
            "outputs":[{"name":"y","datatype":"FP32","shape":[-1,4]}]}""");
  }

  @Test
  void lists_haveTheProtocolsForm() {
    client
        .get()
        .uri("/v2/models")
        .exchange()
        .expectBody(String.class)
        .isEqualTo("{\"models\":[\"iris\"]}");
    client
        .get()
        .uri("/v2/repository/index")
        .exchange()
        .expectBody(String.class)
        .isEqualTo("[{\"name\":\"iris\",\"version\":\"1\",\"state\":\"READY\",\"reason\":\"\"}]");
  }
}
