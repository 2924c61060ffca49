package io.millrace.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingress.application.ApplicationLog;
import io.millrace.ingress.application.ApplicationRoutes;
import io.millrace.model.ModelFeedback;
import io.millrace.model.RegistryCommand;
import io.millrace.model.RegistryEntry;
import io.millrace.model.application.Agent;
import io.millrace.model.application.Application;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import io.millrace.topology.registry.InMemoryView;
import io.millrace.topology.registry.RegistryRule;
import io.millrace.topology.serde.Json;
import io.millrace.topology.serde.application.ApplicationReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;

/** The routes on a real server, over a registry that folds in memory by the rule of the real one. */
class ApplicationRoutesTest {
  private static final String CLIENT =
      "{\"application_name\": \"cctvs\", \"run_id\": \"r1\", \"user_id\": \"u1\"}";
  private static final String STREAM = """
      {"window": {"interval": {"type": 2, "value": 3}, "size": {"type": 2, "value": 100}},
       "processing": {"function": "detect_local_outlier_factor", "parser": {"name": "p",
         "metric": {"inference": ["accuracy"]}, "feature": [["accuracy"]]}}}
      """;

  private final InMemoryView<RegistryEntry<Application>> view = new InMemoryView<>();
  private final RegistryRule<Application> rule =
      new RegistryRule<>((key, json) -> ApplicationReader.read(json.getBytes(UTF_8)));
  private volatile ApplicationLog log = this::fold;

  @SuppressWarnings("NullAway.Init")
  private SpringServer server;

  private synchronized CompletableFuture<RegistryEntry<Application>> fold(
      String name, @Nullable Long epoch, @Nullable String json) {
    var after = rule.apply(
        view.get(name), new RegistryCommand("c", name, epoch, json), Instant.ofEpochSecond(1));
    view.put(name, after);
    return CompletableFuture.completedFuture(after);
  }

  @BeforeEach
  void start() {
    var config = IngressConfig.of("nowhere:1", new Topics(TopicsConfig.DEFAULTS))
        .listeningOn("127.0.0.1", 0);
    ApplicationLog current = (name, epoch, json) -> log.send(name, epoch, json);
    server = SpringServer.start(config, List.of(ApplicationRoutes.of(view, current)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JsonNode call(String method, String path, String body, int status) {
    var result = TestClients.of(server)
        .build()
        .method(HttpMethod.valueOf(method))
        .uri(path)
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(body)
        .exchange()
        .expectBody(String.class)
        .returnResult();
    var text = Objects.requireNonNull(result.getResponseBody());
    assertThat(result.getStatus().value()).as(text).isEqualTo(status);
    return Json.MAPPER.readTree(text);
  }

  private JsonNode post(String path, String body) {
    return call("POST", path, body, 200);
  }

  private @Nullable Application application() {
    var entry = view.get("cctvs");
    return entry == null ? null : entry.value();
  }

  private Agent agent() {
    return Objects.requireNonNull(Objects.requireNonNull(application()).agent());
  }

  private static JsonNode json(String text) {
    return Json.MAPPER.readTree(text);
  }

  @Test
  void feedback_isExpected_ofApplicationsThatNobodyHasRegistered_andTakenBack() {
    assertThat(call("PUT", "/qoa/cctvs/feedback?window=24h&regression=true", "", 200))
        .isEqualTo(json(
            "{\"application\":\"cctvs\",\"feedback\":{\"window\":\"PT24H\",\"regression\":true}}"));
    assertThat(call("GET", "/applications/cctvs", "", 200)
            .path("feedback")
            .path("window")
            .asString())
        .isEqualTo("PT24H");
    post("/registration", CLIENT);
    call("PUT", "/qoa/cctvs/feedback?window=90s", "", 200);
    assertThat(Objects.requireNonNull(application()).feedback())
        .isEqualTo(new ModelFeedback(Duration.ofSeconds(90), false));
    assertThat(call("DELETE", "/qoa/cctvs/feedback", "", 200).path("feedback").isNull())
        .isTrue();
    assertThat(Objects.requireNonNull(application()).feedback()).isNull();
    assertThat(application()).extracting(Application::registrations).isNotEqualTo(List.of());
    call("DELETE", "/qoa/nobody/feedback", "", 200);
  }

  @ParameterizedTest
  @CsvSource({
    "/qoa/a/feedback, is missing: how long after an answer its truth may come",
    "/qoa/a/feedback?window=soon, is no length of time such as 90s",
    "/qoa/a/feedback?window=0s, 0 is none",
    "/qoa/a/feedback?window=31d, is neither 0 nor within 1 s to 30 days",
    "/qoa/%20/feedback?window=1h, has not 1 to 200 characters"
  })
  void feedbackThatCannotBeExpected_isRefused(String path, String reason) {
    assertThat(call("PUT", path.replace("%20", " "), "", 400).path("error").asString())
        .contains(reason);
    assertThat(view.values()).isEmpty();
  }

  @Test
  void registration_isAnsweredFieldForField_andClientsAreCounted() {
    var answer = post(
        "/registration", CLIENT.replace("}", ", \"stage_id\": \"s1\", \"instance_id\": \"i1\"}"));
    var id = answer.path("response").path("app_id").stringValue();
    assertThat(answer).isEqualTo(json("""
        {"status": "success", "response": {"cctvs": "registered", "app_id": "%s", "connector": {
          "name": "amqp_connector", "connector_class": "AMQP", "config": {
            "end_point": "127.0.0.1", "exchange_name": "cctvs_exchange", "exchange_type": "topic",
            "out_routing_key": "cctvs.u1.s1.i1.client1"}}}}
        """.formatted(id)));
    var again = post("/registration", CLIENT).path("response");
    assertThat(again.path("app_id").stringValue()).isEqualTo(id);
    assertThat(again.path("connector").path("config").path("out_routing_key").stringValue())
        .isEqualTo("cctvs.u1.client2");
    var other = post("/registration", CLIENT.replace("r1", "r2")).path("response");
    assertThat(other.path("app_id").stringValue()).isNotEqualTo(id);
    assertThat(Objects.requireNonNull(application()).registrations())
        .extracting(one -> one.run() + " " + one.clients())
        .containsExactly("r1 2", "r2 1");
  }

  @Test
  void registrationOf2023_isAnsweredInItsNames() {
    var answer =
        post("/registration", "{\"appName\": \"cctvs\", \"runID\": \"r1\", \"userID\": \"u1\"}");
    var id = answer.path("response").path("appID").stringValue();
    assertThat(answer).isEqualTo(json("""
        {"status": "success", "response": {"cctvs": "registered", "appID": "%s", "connector": {
          "amqp_connector": {"class": "amqp", "conf": {
            "end_point": "127.0.0.1", "exchange_name": "cctvs_exchange", "exchange_type": "topic",
            "out_routing_key": "cctvs.u1.client1"}}}}}
        """.formatted(id)));
  }

  @Test
  void clientsThatRegisterAtOnce_areAllCounted() throws InterruptedException {
    // Threads of their own: the JDK's client needs the common pool, which has one or two.
    var clients = IntStream.range(0, 40)
        .mapToObj(i -> new Thread(() -> post("/registration", CLIENT)))
        .toList();
    clients.forEach(Thread::start);
    for (var client : clients) {
      client.join();
    }
    assertThat(Objects.requireNonNull(application()).registrations())
        .singleElement()
        .satisfies(one -> assertThat(one.clients()).isEqualTo(40));
  }

  @Test
  void otherDoorsThatAreFaster_loseNothing() {
    // Before each of the first changes here, another ingress registers a client.
    var others = new AtomicInteger(3);
    log = (name, epoch, json) -> {
      if (others.getAndDecrement() > 0) {
        var entry = view.get(name);
        fold(name, null, registeredOnceMore(entry == null ? null : entry.value()));
      }
      return fold(name, epoch, json);
    };
    post("/registration", CLIENT);
    assertThat(Objects.requireNonNull(application()).registrations())
        .singleElement()
        .satisfies(one -> assertThat(one.clients()).isEqualTo(4));
  }

  private static String registeredOnceMore(@Nullable Application application) {
    long clients = application == null ? 0 : application.registrations().get(0).clients();
    return """
        {"application_name": "cctvs", "registrations": [
          {"app_id": "x", "run_id": "r1", "user_id": "u1", "client_count": %d}]}
        """.formatted(clients + 1);
  }

  @Test
  void deleted_theLastRegistrationTakesTheApplicationWithIt() {
    post("/registration", CLIENT);
    post("/registration", CLIENT.replace("r1", "r2"));
    assertThat(call("DELETE", "/registration", CLIENT, 200))
        .isEqualTo(
            json("{\"status\": \"success\", \"response\": {\"result\": \"Deleted cctvs\"}}"));
    assertThat(application()).isNotNull();
    assertThat(call("DELETE", "/registration", CLIENT, 404).path("error").stringValue())
        .isEqualTo("application cctvs of run r1 and user u1 does not exist");
    // As an older generation deletes.
    post("/agent/delete", CLIENT.replace("r1", "r2"));
    assertThat(application()).isNull();
  }

  @Test
  void stages_areKept_andCyclesRefused() {
    post("/registration", CLIENT.replace("}", ", \"stages\": {\"infer\": [\"prepare\"]}}"));
    post("/registration", CLIENT);
    assertThat(Objects.requireNonNull(application()).stages())
        .containsEntry("infer", List.of("prepare"));
    var refused =
        call("POST", "/registration", CLIENT.replace("}", ", \"stages\": {\"a\": [\"a\"]}}"), 400);
    assertThat(refused.path("error").stringValue()).isEqualTo("stages: \"a\" comes before itself");
  }

  @Test
  void agent_isStartedStoppedToldOfAndDeleted() {
    post("/registration", CLIENT);
    var started = post(
        "/agent/start",
        "{\"application_name\": \"cctvs\", \"agent_image\": \"x:1\", \"stream_config\": %s}"
            .formatted(STREAM));
    assertThat(started.path("response").path("cctvs").stringValue())
        .isEqualTo(
            "started: windows of 100 reports each 3 reports; local-outlier-factor of [[accuracy]]");
    assertThat(started.path("response").path("notes").get(0).stringValue()).contains("size.type");
    assertThat(agent().state()).isEqualTo(Agent.State.STARTED);

    assertThat(post("/agent/stop", "{\"application_name\": \"cctvs\"}"))
        .isEqualTo(json("{\"status\": \"success\", \"response\": {\"cctvs\": \"stopped\"}}"));
    assertThat(agent().state()).isEqualTo(Agent.State.STOPPED);
    var said = post("/agent/log", "{\"application_name\": \"cctvs\"}");
    assertThat(said.path("response").path("cctvs").stringValue())
        .startsWith("stopped, last changed 1970-01-01T00:00:01Z (change 3)");

    post("/agent/start", "{\"application_name\": \"cctvs\"}");
    assertThat(Objects.requireNonNull(agent().stream()).features()).hasSize(1);
    // A client that registers changes nothing in it.
    post("/registration", CLIENT);
    assertThat(agent().state()).isEqualTo(Agent.State.STARTED);
    post("/agent/delete", "{\"application_name\": \"cctvs\"}");
    assertThat(Objects.requireNonNull(application()).agent()).isNull();
  }

  @Test
  void agentOf2023_hasItsCommandInTheBody() {
    post("/registration", CLIENT);
    var body = "{\"appName\": \"cctvs\", \"command\": \"%s\", \"stream_config\": " + STREAM + "}";
    post("/agent", body.formatted("start"));
    assertThat(agent().state()).isEqualTo(Agent.State.STARTED);
    assertThat(post("/agent", body.formatted("kill_all_agent")))
        .isEqualTo(json("{\"status\": \"success\", \"response\": {\"cctvs\": \"stopped\"}}"));
    assertThat(agent().state()).isEqualTo(Agent.State.STOPPED);
    assertThat(call("POST", "/agent", body.formatted("ADD NODE"), 400)
            .path("error")
            .stringValue())
        .isEqualTo("command: \"ADD NODE\" is none of start, stop, delete, log, kill_all_agent");
  }

  @Test
  void killAll_needsNoName_andStopsWhatIsStarted() {
    post("/registration", CLIENT);
    post("/registration", CLIENT.replace("cctvs", "bts"));
    post("/agent/start", "{\"application_name\": \"bts\"}");
    assertThat(post("/agent/kill-all", "{}"))
        .isEqualTo(json("{\"status\": \"success\", \"response\": {\"bts\": \"stopped\"}}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST|/registration|{}|400|application_name: is missing",
        "POST|/registration|[]|400|the document: an object is wanted, not []",
        "POST|/registration|{|400|the body is no JSON",
        "POST|/registration|{\"appName\": \"x\"}|400|userID: is missing",
        "DELETE|/registration|{\"application_name\": \"x\"}|400|run_id: is missing",
        "POST|/agent/start|{\"application_name\": \"x\"}|404|application x does not exist: register it",
        "POST|/agent/stop|{\"application_name\": \"x\"}|404|application x does not exist",
        "POST|/agent/log|{\"application_name\": \"x\"}|404|application x does not exist",
        "POST|/agent/stop|{\"application_name\": 7}|400|application_name: a text is wanted, not 7",
        "GET|/applications/x|{}|404|application x does not exist"
      })
  void whatIsWrong_isSaid(String method, String path, String body, int status, String error) {
    var answer = call(method, path, body, status);
    assertThat(answer.path("error").stringValue()).contains(error);
    if (!method.equals("GET")) {
      assertThat(answer.path("status").stringValue()).isEqualTo("error");
      assertThat(answer.path("response").isObject()).isTrue();
    }
  }

  @Test
  void mistakesOfAStreamConfig_areAllNamed_andNothingChanges() {
    post("/registration", CLIENT);
    var answer = call(
        "POST",
        "/agent/start",
        "{\"application_name\": \"cctvs\", \"stream_config\": %s}"
            .formatted(STREAM.replace("\"type\": 2", "\"type\": 9")),
        400);
    assertThat(answer.path("error").stringValue())
        .contains("window.interval.type: 1, 2,", "window.size.type: 1, 2,");
    assertThat(answer.path("response").path("cctvs")).isEqualTo(answer.path("error"));
    assertThat(Objects.requireNonNull(application()).agent()).isNull();
  }

  @Test
  void registryThatDoesNotAnswer_isToldWithATimeToComeBack() {
    log = (name, epoch, json) -> CompletableFuture.failedFuture(new TimeoutException());
    var answer = call("POST", "/registration", CLIENT, 503);
    assertThat(answer.path("error").stringValue())
        .contains("the application registry did not answer", "metrics");
  }

  @Test
  void longName_isRefused() {
    var answer = call("POST", "/registration", CLIENT.replace("cctvs", "x".repeat(201)), 400);
    assertThat(answer.path("error").stringValue()).contains("has not 1 to 200 characters");
  }

  @Test
  void applications_areListed() {
    post("/registration", CLIENT);
    var list = call("GET", "/applications", "{}", 200);
    assertThat(list).hasSize(1);
    assertThat(list.get(0)).isEqualTo(call("GET", "/applications/cctvs", "{}", 200));
    assertThat(list.get(0).path("epoch").asInt()).isEqualTo(1);
  }
}
