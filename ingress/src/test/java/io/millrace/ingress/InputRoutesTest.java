package io.millrace.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingress.infer.ModelIndex;
import io.millrace.ingress.inputs.InputsDoor;
import io.millrace.ingress.inputs.InputsHandler;
import io.millrace.ingress.inputs.QualityHandler;
import io.millrace.ingress.inputs.QualityHistory;
import io.millrace.model.DataType;
import io.millrace.model.ModelInputs;
import io.millrace.model.ModelName;
import io.millrace.model.ModelRecord;
import io.millrace.model.ModelSignature;
import io.millrace.model.ModelSignature.TensorSpec;
import io.millrace.model.ModelVersion;
import io.millrace.model.ModelWishes;
import io.millrace.model.Shape;
import io.millrace.model.qoa.InputQuality;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import io.millrace.topology.registry.InMemoryView;
import io.millrace.topology.registry.ModelCatalog;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

/** The routes on a real server, with a registry in memory behind them. */
class InputRoutesTest {
  private static final ModelName MODEL = new ModelName("pump");

  private final InMemoryView<ModelRecord> models = new InMemoryView<>();
  private final InMemoryView<InputQuality> windows = new InMemoryView<>();
  private volatile boolean registryIsAway;

  @SuppressWarnings("NullAway.Init")
  private SpringServer server;

  @SuppressWarnings("NullAway.Init")
  private WebTestClient client;

  @BeforeEach
  void start() {
    var config = IngressConfig.of("nowhere:1", new Topics(TopicsConfig.DEFAULTS))
        .listeningOn("127.0.0.1", 0);
    var catalog = new ModelCatalog(models);
    server = SpringServer.start(
        config,
        List.of(InputsDoor.routes(
            new InputsHandler(catalog, (model, version, wishes, timeout) -> decide(wishes)),
            new QualityHandler(ModelIndex.of(catalog), new QualityHistory(windows)))));
    client = TestClients.of(server).build();
    record(null);
  }

  private ModelRecord record(@Nullable ModelInputs inputs) {
    var spec = List.of(new TensorSpec("x", DataType.FP32, Shape.of(-1, 2)));
    var version = new ModelRecord.Version(
        new ModelVersion(1), "aa", 10, Instant.EPOCH, new ModelSignature(spec, spec, true));
    var record = new ModelRecord(
        MODEL, 1, List.of(version), new ModelRecord.Outcome("c", null), null, null, inputs);
    models.put(MODEL.value(), record);
    return record;
  }

  private CompletableFuture<ModelRecord> decide(ModelWishes wishes) {
    if (registryIsAway) {
      return CompletableFuture.failedFuture(new TimeoutException("10 s"));
    }
    var inputs = Objects.requireNonNull(wishes.inputs());
    return CompletableFuture.completedFuture(record(inputs.isOff() ? null : inputs.since(7)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String ask(HttpMethod method, String path, String body, int status) {
    var request = client.method(method).uri(path);
    var sent = body.isEmpty()
        ? request.exchange()
        : request.contentType(MediaType.APPLICATION_JSON).bodyValue(body).exchange();
    var result = sent.expectStatus().isEqualTo(status).expectBody(String.class).returnResult();
    return Objects.requireNonNull(result.getResponseBody());
  }

  private String get(String path, int status) {
    return ask(HttpMethod.GET, path, "", status);
  }

  @Test
  void declaration_isAnsweredAsTheRegistryHasIt_andTakenBack() {
    assertThat(get("/qoa/models/pump/inputs", 200))
        .isEqualTo("{\"model\":\"pump\",\"inputs\":null}");
    assertThat(ask(
            HttpMethod.PUT,
            "/qoa/models/pump/inputs",
            "{\"reference\":50,\"columns\":[{\"name\":\"speed\",\"max\":9}]}",
            200))
        .contains("\"revision\":7", "\"reference\":50", "\"name\":\"speed\"", "\"max\":9.0");
    assertThat(get("/qoa/models/pump/inputs", 200)).contains("\"name\":\"speed\"");
    assertThat(ask(HttpMethod.DELETE, "/qoa/models/pump/inputs", "", 200))
        .isEqualTo("{\"model\":\"pump\",\"inputs\":null}");
  }

  @Test
  void wrongDeclarations_areRefused() {
    assertThat(ask(HttpMethod.PUT, "/qoa/models/pump/inputs", "{\"columns\":[{\"index\":2}]}", 400))
        .contains("input \\\"x\\\" has 2 values in a row, there is none at index 2");
    assertThat(ask(HttpMethod.PUT, "/qoa/models/pump/inputs", "nonsense", 400)).contains("no JSON");
    assertThat(ask(HttpMethod.PUT, "/qoa/models/nobody/inputs", "{}", 404))
        .contains("unknown model \\\"nobody\\\"");
    assertThat(ask(HttpMethod.DELETE, "/qoa/models/nobody/inputs", "", 404))
        .contains("unknown model");
    registryIsAway = true;
    assertThat(ask(HttpMethod.PUT, "/qoa/models/pump/inputs", "{}", 503))
        .contains("the registry did not answer about model \\\"pump\\\"");
  }

  private void window(long version, long minute, long rows) {
    var start = Instant.EPOCH.plusSeconds(60 * minute);
    var window = new InputQuality(
        MODEL,
        new ModelVersion(version),
        start,
        start.plusSeconds(60),
        rows,
        rows,
        0,
        0,
        0,
        true,
        Map.of("completeness", 100.0),
        List.of(new InputQuality.Column("speed", rows, 0, 0)));
    windows.put(window.key(), window);
  }

  @Test
  void quality_isThatOfTheLastWindows_ofTheVersionsAskedFor() {
    window(1, 0, 11);
    window(1, 9, 12);
    window(2, 9, 13);
    assertThat(get("/qoa/models/pump/quality", 200))
        .contains("\"rows\":11", "\"rows\":12", "\"rows\":13", "\"inputs\":null");
    assertThat(get("/qoa/models/pump/quality?version=1&last=5m", 200))
        .contains("\"rows\":12", "\"completeness\":100.0")
        .doesNotContain("\"rows\":11", "\"rows\":13");
    assertThat(get("/qoa/models/pump/quality?version=3", 404)).contains("has no version 3");
    assertThat(get("/qoa/models/nobody/quality", 404)).contains("unknown model");
    assertThat(get("/qoa/models/pump/quality?last=soon", 400)).contains("soon");
  }
}
