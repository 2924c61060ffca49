package io.millrace.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingress.http.RefusedException;
import io.millrace.ingress.predictions.AccuracyHandler;
import io.millrace.ingress.predictions.AccuracyHistory;
import io.millrace.ingress.predictions.DriftHandler;
import io.millrace.ingress.predictions.DriftHistory;
import io.millrace.ingress.predictions.FeedbackHandler;
import io.millrace.ingress.predictions.FeedbackLog;
import io.millrace.ingress.predictions.PredictionsDoor;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.model.qoa.AccuracyResult;
import io.millrace.model.qoa.Answerer;
import io.millrace.model.qoa.ClassTally;
import io.millrace.model.qoa.ClassTally.Cell;
import io.millrace.model.qoa.DriftReport;
import io.millrace.model.qoa.DriftReport.Verdict;
import io.millrace.model.qoa.NumberTally;
import io.millrace.model.qoa.WindowResult.Finality;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import io.millrace.topology.registry.InMemoryView;
import io.millrace.topology.serde.FeedbackReader.Entry;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Mono;

/** The routes on a real server, with a fake log behind them. */
class PredictionRoutesTest {
  private static final int MOST_BYTES = 1 << 20;

  private final List<List<Entry>> written = new CopyOnWriteArrayList<>();
  private final InMemoryView<AccuracyResult> accuracies = new InMemoryView<>();
  private final InMemoryView<DriftReport> drifts = new InMemoryView<>();
  private volatile FeedbackLog log = entries -> Mono.fromRunnable(() -> written.add(entries));

  @SuppressWarnings("NullAway.Init")
  private SpringServer server;

  @SuppressWarnings("NullAway.Init")
  private WebTestClient client;

  @BeforeEach
  void start() {
    var config = IngressConfig.of("nowhere:1", new Topics(TopicsConfig.DEFAULTS))
        .listeningOn("127.0.0.1", 0);
    FeedbackLog current = entries -> log.write(entries);
    server = SpringServer.start(
        config,
        List.of(PredictionsDoor.routes(
            new FeedbackHandler(current, MOST_BYTES),
            new AccuracyHandler(new FakeModels(), new AccuracyHistory(accuracies)),
            new DriftHandler(new FakeModels(), new DriftHistory(drifts)))));
    client = TestClients.of(server)
        .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(16 << 20))
        .build();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String post(String path, String body, int status) {
    return text(
        client
            .post()
            .uri(path)
            .contentType(MediaType.APPLICATION_JSON)
            .bodyValue(body)
            .exchange(),
        status);
  }

  private String get(String path, int status) {
    return text(client.get().uri(path).exchange(), status);
  }

  private static String text(WebTestClient.ResponseSpec response, int status) {
    var result =
        response.expectStatus().isEqualTo(status).expectBody(String.class).returnResult();
    return Objects.requireNonNull(result.getResponseBody());
  }

  @Test
  void feedback_isTaken_underTheModelOfThePath() {
    assertThat(post("/v2/models/iris/feedback", "{\"id\":\"a\",\"label\":1}", 200))
        .isEqualTo("{\"accepted\":1,\"refused\":0}");
    var read = (Entry.Read) written.get(0).get(0);
    assertThat(read.feedback().model()).isEqualTo(new ModelName("iris"));
    assertThat(read.feedback().rows()).containsExactly("1");
  }

  @Test
  void batch_isTaken_andItsBadPartsAreNamed_andKept() {
    assertThat(post("/feedback", "[{\"id\":\"a\",\"label\":1},{\"id\":\"b\",\"value\":[]}]", 200))
        .isEqualTo(
            "{\"accepted\":1,\"refused\":1,\"reasons\":[{\"index\":1,\"reason\":\"the truth of \\\"b\\\" has no rows\"}]}");
    assertThat(new String(((Entry.Refused) written.get(0).get(1)).bytes(), UTF_8))
        .isEqualTo("{\"id\":\"b\",\"value\":[]}");
  }

  @Test
  void unreadableFeedback_isRefused_withWhatWhichAndTheValue_andGoesToTheDeadLetters() {
    assertThat(post("/feedback", "{\"id\":\"a\",\"value\":\"much\"}", 400))
        .contains(
            "\"error\":\"no feedback could be read: \\\"value\\\": \\\"much\\\" is no finite");
    assertThat(post("/feedback", "nonsense", 400)).contains("no JSON");
    assertThat(written)
        .hasSize(2)
        .allSatisfy(
            entries -> assertThat(entries).singleElement().isInstanceOf(Entry.Refused.class));
    assertThat(post("/v2/models/-/feedback", "{}", 404)).contains("is no model name");
    assertThat(post("/feedback", " ".repeat(MOST_BYTES + 1), 413)).contains("1048576");
  }

  @Test
  void logAway_isTold() {
    log = entries -> Mono.error(RefusedException.unavailable("no broker"));
    assertThat(post("/feedback", "{\"id\":\"a\",\"label\":1}", 503)).contains("no broker");
  }

  private void window(long version, int minute, Finality finality, long hits, long misses) {
    var start = Instant.ofEpochSecond(60L * minute);
    var result = AccuracyResult.of(
        Answerer.of(new ModelName("iris"), new ModelVersion(version)),
        start,
        start.plusSeconds(60),
        hits + misses,
        new ClassTally(
            hits + misses,
            hits,
            0,
            0,
            List.of(new Cell("<b>", "<b>", hits), new Cell("<b>", "1", misses))),
        NumberTally.NONE,
        finality);
    accuracies.put(result.key(), result);
  }

  @Test
  void accuracy_isThatOfTheWindowsAskedFor_theNewestWordOfEachCounts() {
    window(1, 0, Finality.FINAL, 1, 3);
    window(1, 10, Finality.PROVISIONAL, 1, 0);
    window(1, 10, Finality.FINAL, 4, 0);
    window(2, 10, Finality.PROVISIONAL, 0, 7);
    assertThat(get("/qoa/models/iris/accuracy?version=1", 200))
        .contains(
            "\"model\":\"iris\"",
            "\"version\":1,\"total\":{",
            "\"predictions\":8",
            "\"accuracy\":0.625",
            "\"finality\":\"FINAL\"")
        .doesNotContain("\"version\":2");
    assertThat(get("/qoa/models/iris/accuracy?version=1&last=5m", 200))
        .contains("\"predictions\":4", "\"accuracy\":1.0")
        .doesNotContain("\"accuracy\":0.25");
    assertThat(get("/qoa/models/iris/accuracy", 200)).contains("\"version\":2");
  }

  private void reported(String application, String stage, long hits, long misses) {
    var start = Instant.ofEpochSecond(60);
    var cells = List.of(new Cell("<b>", "<b>", hits), new Cell("<b>", "1", misses));
    var result = AccuracyResult.of(
        Answerer.ofStage(application, stage),
        start,
        start.plusSeconds(60),
        hits + misses,
        new ClassTally(hits + misses, hits, 0, 0, cells),
        NumberTally.NONE,
        Finality.PROVISIONAL);
    accuracies.put(result.key(), result);
  }

  @Test
  void accuracyOfAnApplication_isThatOfItsStages() {
    window(1, 0, Finality.FINAL, 1, 3);
    reported("iris", "model <1>", 3, 1);
    reported("iris", "ensemble", 1, 0);
    reported("other", "ensemble", 0, 1);
    assertThat(get("/qoa/iris/accuracy", 200))
        .startsWith("{\"application\":\"iris\",\"stages\":[{\"stage\":\"ensemble\",\"total\":{")
        .contains("\"stage\":\"model <1>\"", "\"accuracy\":0.75", "\"accuracy\":1.0")
        .doesNotContain("0.25", "\"accuracy\":0.0");
    assertThat(get("/qoa/iris/accuracy?stage=ensemble&last=1h", 200)).doesNotContain("model <1>");
    assertThat(get("/ui/accuracy/applications/iris", 200))
        .contains("Stage model &lt;1&gt;", "Accuracy 75.00 %", "4 predictions");
    assertThat(get("/qoa/models/iris/accuracy", 200)).contains("0.25").doesNotContain("0.75");
    assertThat(get("/qoa/nobody/accuracy", 404))
        .contains("no answers of application \\\"nobody\\\" have been counted");
    assertThat(get("/qoa/iris/accuracy?stage=none", 404)).contains("iris");
  }

  @Test
  void wrongQuestions_areRefused() {
    assertThat(get("/qoa/models/iris/accuracy?last=soon", 400))
        .contains("\\\"soon\\\" is no length");
    assertThat(get("/qoa/models/nobody/accuracy", 404)).contains("unknown model \\\"nobody\\\"");
    assertThat(get("/qoa/models/iris/accuracy?version=9", 404)).contains("has no version 9");
    assertThat(get("/qoa/models/iris/accuracy", 200)).contains("\"versions\":[]");
  }

  @Test
  void page_showsAccuracyAndTheTable_andEscapesNames() {
    assertThat(get("/ui/accuracy/iris", 200)).contains("--feedback 24h");
    window(1, 0, Finality.PROVISIONAL, 3, 1);
    assertThat(get("/ui/accuracy/iris", 200))
        .contains(
            "Accuracy 75.00 %",
            "(provisional)",
            "<th>True \\ Predicted</th>",
            "<th>&lt;b&gt;</th><td class=\"hit\">3</td><td>1</td>")
        .doesNotContain("<b>");
  }

  @Test
  void drift_isThatOfTheLastWindows() {
    for (int minute = 0; minute < 3; minute++) {
      var start = Instant.ofEpochSecond(60L * minute);
      var verdict = minute == 2 ? Verdict.DRIFT : Verdict.NONE;
      drifts.put(
          "iris/1",
          new DriftReport(
              new ModelName("iris"),
              new ModelVersion(1),
              "confidence",
              start,
              start.plusSeconds(60),
              "psi",
              verdict,
              0.5,
              0.1,
              0.001,
              100,
              200,
              null));
    }
    assertThat(get("/qoa/models/iris/drift", 200))
        .contains("\"model\":\"iris\"", "\"verdict\":\"NONE\"", "\"verdict\":\"DRIFT\"");
    assertThat(get("/qoa/models/iris/drift?last=1m&version=1", 200))
        .contains("\"verdict\":\"DRIFT\"", "\"threshold\":0.1")
        .doesNotContain("\"verdict\":\"NONE\"");
    assertThat(get("/qoa/models/nobody/drift", 404)).contains("unknown model");
  }

  @Test
  void manyWindows_areBounded() {
    for (int minute = 0; minute < AccuracyHistory.MOST_WINDOWS + 100; minute++) {
      window(1, minute, Finality.FINAL, 1, 0);
    }
    assertThat(get("/qoa/models/iris/accuracy", 200))
        .contains("\"predictions\":" + AccuracyHistory.MOST_WINDOWS);
  }
}
