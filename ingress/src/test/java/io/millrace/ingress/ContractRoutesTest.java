package io.millrace.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingress.contracts.ContractCommands;
import io.millrace.ingress.contracts.ContractDoor;
import io.millrace.ingress.contracts.ContractHandler;
import io.millrace.ingress.contracts.VerdictHandler;
import io.millrace.model.RegistryCommand;
import io.millrace.model.RegistryEntry;
import io.millrace.model.contract.Action;
import io.millrace.model.contract.Condition;
import io.millrace.model.contract.Contract;
import io.millrace.model.contract.ContractUtility;
import io.millrace.model.contract.Evidence;
import io.millrace.model.contract.Judgement;
import io.millrace.model.contract.ObjectiveRef;
import io.millrace.model.contract.Precision;
import io.millrace.model.contract.Scope;
import io.millrace.model.contract.Severity;
import io.millrace.model.contract.TimeRange;
import io.millrace.model.contract.Verdict;
import io.millrace.model.contract.Violation;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import io.millrace.topology.registry.InMemoryView;
import io.millrace.topology.registry.RegistryRule;
import io.millrace.topology.serde.Json;
import io.millrace.topology.serde.contract.ContractReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;

/** The routes on a real server, with the registry's own rule behind them. */
class ContractRoutesTest {
  private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");
  private static final TimeRange WINDOW = new TimeRange(AT.minusSeconds(60), AT);
  private static final String OWN = """
      {"application": "cctv", "objectives": [
        {"name": "fast", "metric": "response_time", "operator": "<=", "value": %s},
        {"name": "cheap", "metric": "cost", "operator": "<=", "value": 1}]}""";
  private static final String ROHE = """
      {"contract_id": "gold", "pipeline_id": "cctv", "performance_slo": {"response_time_p99_ms": 250, "x": 1}}""";
  private static final String QOA4ML = """
      {"quality": {"service": [{"constraint_list": [{"metrics": {"metric_name": "response_time"},
        "condition": {"operator": "less_equal", "value": 0.3}, "aggregate_function": "AVERAGE"}]}]}}""";

  private final InMemoryView<RegistryEntry<Contract>> contracts = new InMemoryView<>();
  private final InMemoryView<Judgement> judgements = new InMemoryView<>();
  private final List<Violation> violations = new ArrayList<>();
  private ContractCommands commands = this::fold;

  @SuppressWarnings("NullAway.Init")
  private SpringServer server;

  // As the registry stage does it.
  private CompletionStage<RegistryEntry<Contract>> fold(
      String id, @Nullable String json, @Nullable Long epoch) {
    var rule = new RegistryRule<>((key, text) ->
        ContractReader.read(text.getBytes(StandardCharsets.UTF_8), key, null).contract());
    var entry = rule.apply(contracts.get(id), new RegistryCommand("c", id, epoch, json), AT);
    contracts.put(id, entry);
    return CompletableFuture.completedFuture(entry);
  }

  @BeforeEach
  void start() {
    var config = IngressConfig.of("nowhere:1", new Topics(TopicsConfig.DEFAULTS))
        .listeningOn("127.0.0.1", 0);
    var verdicts = new VerdictHandler(
        contracts,
        judgements,
        (application, most) -> violations.stream()
            .filter(
                v -> application == null || application.equals(v.of().scope().application()))
            .limit(most)
            .toList());
    var handler =
        new ContractHandler(contracts, (id, json, epoch) -> commands.set(id, json, epoch));
    server = SpringServer.start(config, List.of(ContractDoor.routes(handler, verdicts)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private record Answer(int status, JsonNode body, @Nullable String tag) {}

  private Answer call(
      HttpMethod method, String path, @Nullable String body, @Nullable String ifMatch) {
    var request = TestClients.of(server)
        .build()
        .method(method)
        .uri(path)
        .contentType(MediaType.APPLICATION_JSON);
    if (ifMatch != null) {
      request.header("If-Match", ifMatch);
    }
    var result = (body == null ? request : request.bodyValue(body))
        .exchange()
        .expectBody(String.class)
        .returnResult();
    return new Answer(
        result.getStatus().value(),
        Json.MAPPER.readTree(Objects.requireNonNull(result.getResponseBody())),
        result.getResponseHeaders().getFirst("ETag"));
  }

  private Answer get(String path) {
    return call(HttpMethod.GET, path, null, null);
  }

  private Answer put(String path, String body) {
    return call(HttpMethod.PUT, path, body, null);
  }

  @ParameterizedTest
  @ValueSource(strings = {OWN, ROHE, QOA4ML})
  void allForms_areTaken_andShownInMillracesOwn(String form) {
    var put = put("/contracts/gold?app=cctv", form.formatted(0.3));
    assertThat(put.status()).as(put.body().toString()).isEqualTo(200);
    assertThat(put.tag()).isEqualTo("\"1\"");
    var shown = get("/contracts/gold");
    assertThat(shown.tag()).isEqualTo("\"1\"");
    var contract = shown.body().get("contract");
    assertThat(contract.get("contract_id").asString()).isEqualTo("gold");
    assertThat(contract.get("application").asString()).isEqualTo("cctv");
    assertThat(contract.get("objectives").get(0).get("metric").asString())
        .isEqualTo("response_time");
    assertThat(get("/contracts").body().get("contracts").get(0).get("id").asString())
        .isEqualTo("gold");
    assertThat(get("/contracts?app=other").body().get("contracts").size()).isZero();
  }

  @Test
  void whatIsKeptAndNotJudged_isNoted() {
    assertThat(put("/contracts/gold", ROHE).body().get("notes").get(0).asString())
        .isEqualTo("performance_slo.x: kept, not judged: it is no known objective");
  }

  @Test
  void badContract_isRefusedWithAllItsMistakes_andNotSent() {
    var refused = put("/contracts/gold", """
        {"quality_slo": {"builtin_metrics": {"a": {"operator": "~", "value": 1}, "b": {"operator": "<"}}}}""");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body().get("mistakes").size()).isEqualTo(3);
    assertThat(refused.body().get("error").asString())
        .contains(
            "builtin_metrics.a.operator", "builtin_metrics.b.value", "application: is missing");
    assertThat(put("/contracts/gold", "[").body().get("error").asString()).contains("no JSON");
    assertThat(put("/contracts/silver", ROHE).body().get("error").asString())
        .contains("\"gold\" is not that of the path, \"silver\"");
    assertThat(put("/contracts/gold?app=x", ROHE).body().get("error").asString())
        .contains("\"cctv\" is not that of ?app=, \"x\"");
    assertThat(contracts.values()).isEmpty();
  }

  @Test
  void change_canExpectAnEpoch() {
    assertThat(put("/contracts/gold", OWN.formatted(1)).status()).isEqualTo(200);
    assertThat(
            call(HttpMethod.PUT, "/contracts/gold", OWN.formatted(2), "\"1\"").tag())
        .isEqualTo("\"2\"");
    var late = call(HttpMethod.PUT, "/contracts/gold", OWN.formatted(3), "\"1\"");
    assertThat(late.status()).isEqualTo(412);
    assertThat(late.body().get("error").asString()).contains("at epoch 2, the command expects 1");
    assertThat(call(HttpMethod.PUT, "/contracts/gold", OWN.formatted(3), "abc").status())
        .isEqualTo(400);
    assertThat(call(HttpMethod.DELETE, "/contracts/gold", null, "\"1\"").status())
        .isEqualTo(412);
  }

  @Test
  void deletedContract_isGone() {
    put("/contracts/gold", OWN.formatted(1));
    assertThat(call(HttpMethod.DELETE, "/contracts/gold", null, null).status()).isEqualTo(200);
    var gone = get("/contracts/gold");
    assertThat(gone.status()).isEqualTo(404);
    assertThat(gone.body().get("error").asString()).isEqualTo("there is no contract \"gold\"");
    assertThat(call(HttpMethod.DELETE, "/contracts/gold", null, null).status()).isEqualTo(404);
    assertThat(get("/contracts/gold/verdicts").status()).isEqualTo(404);
    assertThat(get("/contracts").body().get("contracts").size()).isZero();
  }

  @Test
  void registryThatDoesNotAnswer_isToldOf() {
    commands = (id, json, epoch) -> CompletableFuture.failedFuture(new TimeoutException());
    var answer = put("/contracts/gold", OWN.formatted(1));
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body().get("error").asString()).contains("TimeoutException", "metrics");
  }

  private static ObjectiveRef of(String objective, String application) {
    return new ObjectiveRef("gold", null, objective, "response_time", Scope.of(application));
  }

  private static Evidence evidence() {
    return new Evidence(new Condition.Range(0, 0.3), WINDOW, 0.5, 7, Precision.EXACT, false);
  }

  @Test
  void verdicts_areTheNewest_andUnknownWhereThereIsNone() {
    put("/contracts/gold", OWN.formatted(0.3));
    var verdict = new Verdict(
        of("fast", "cctv"),
        AT,
        Verdict.Status.VIOLATED,
        evidence(),
        Severity.CRITICAL,
        null,
        Map.of());
    judgements.put(verdict.key(), verdict);
    var utility = new ContractUtility("gold", null, "cctv", AT, 0.75, List.of());
    judgements.put(utility.key(), utility);
    var elsewhere = new ContractUtility("other", null, "cctv", AT, 0.1, List.of());
    judgements.put(elsewhere.key(), elsewhere);
    var body = get("/contracts/gold/verdicts").body();
    assertThat(body.get("utility").get("utility").asDouble()).isEqualTo(0.75);
    assertThat(body.get("verdicts").size()).isEqualTo(2);
    assertThat(body.get("verdicts").get(0).get("verdict").asString()).isEqualTo("violated");
    assertThat(body.get("verdicts").get(0).get("actual_value").asDouble()).isEqualTo(0.5);
    assertThat(body.get("verdicts").get(1).get("verdict").asString()).isEqualTo("unknown");
    assertThat(body.get("verdicts").get(1).get("objective").asString()).isEqualTo("cheap");
  }

  @Test
  void violations_canBeAskedOfOneApplication() {
    for (var application : List.of("cctv", "bts", "cctv")) {
      violations.add(new Violation(
          "id",
          Violation.Kind.OPENED,
          of("fast", application),
          AT,
          AT,
          evidence(),
          Severity.WARNING,
          0.5,
          Action.ALERT,
          Map.of()));
    }
    assertThat(get("/qoa/violations").body().get("violations").size()).isEqualTo(3);
    var some = get("/qoa/violations?app=cctv&limit=1").body().get("violations");
    assertThat(some.size()).isEqualTo(1);
    assertThat(some.get(0).get("pipeline_id").asString()).isEqualTo("cctv");
    assertThat(get("/qoa/violations?limit=0").status()).isEqualTo(400);
    assertThat(get("/qoa/violations?limit=many").body().get("error").asString())
        .isEqualTo("limit: \"many\" is not from 1 to 1000");
  }
}
