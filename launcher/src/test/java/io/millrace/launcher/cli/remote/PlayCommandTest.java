package io.millrace.launcher.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.qoa.Report;
import io.millrace.model.qoa.Value;
import io.millrace.topology.serde.Json;
import io.millrace.topology.serde.qoa.ReportLimits;
import io.millrace.topology.serde.qoa.ReportReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlayCommandTest {
  private static final String TASKS = """
      0,detect,3.07,1640778135.8656807
      0,track,3.5,1640778136.4
      0,detect,4.05,1640778136.3
      """;

  @TempDir
  Path folder;

  private final List<List<Report>> bodies = new CopyOnWriteArrayList<>();

  @SuppressWarnings("NullAway.Init")
  private FakeServer server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeServer().on("POST /metrics", this::take);
    for (var application : List.of("a", "cctv", "building")) {
      server
          .on("PUT /qoa/%s/time/begin".formatted(application), "{}")
          .on("PUT /qoa/%s/time/end".formatted(application), "{}");
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** As the server reads it. */
  private String take(String body) {
    var read = new ArrayList<Report>();
    for (var entry : new ReportReader(ReportLimits.DEFAULTS)
        .read(body.getBytes(StandardCharsets.UTF_8), Instant.EPOCH)) {
      read.add(((ReportReader.Read) entry).report());
    }
    bodies.add(read);
    return taken(read.size());
  }

  private static String taken(int count) {
    return "{\"status\":\"success\",\"response\":{\"accepted\":%d,\"refused\":0,\"reasons\":[]}}"
        .formatted(count);
  }

  /** As {@code POST /feedback} answers. */
  private static String told(int count) {
    return "{\"accepted\":%d,\"refused\":0}".formatted(count);
  }

  private List<Report> reports() {
    return bodies.stream().flatMap(List::stream).toList();
  }

  private Run play(String text, String... options) throws IOException {
    return playFile("tasks.csv", text, options);
  }

  private Run playFile(String name, String text, String... options) throws IOException {
    var file = Files.writeString(folder.resolve(name), text);
    return Run.of(
        new PlayCommand(),
        Stream.concat(Stream.of(file.toString(), "--server", server.url()), Stream.of(options))
            .toArray(String[]::new));
  }

  @Test
  void records_areReports_inFileOrder_withTheirOwnTimes() throws IOException {
    var run = play(
        TASKS,
        "--columns=run,stage,seconds,time",
        "--app=cctv",
        "--stage-column=stage",
        "--instance-column=run",
        "--metric=response_time=seconds",
        "--time-column=time",
        "--batch=2");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(bodies).extracting(List::size).containsExactly(2, 1);
    assertThat(reports())
        .extracting(report -> report.source().key())
        .containsExactly("cctv/detect/0", "cctv/track/0", "cctv/detect/0");
    assertThat(reports().get(0).eventTime()).isEqualTo("2021-12-29T11:42:15.865680700Z");
    assertThat(reports().get(0).observations()).singleElement().satisfies(observation -> {
      assertThat(observation.metric()).isEqualTo("response_time");
      assertThat(observation.value()).isEqualTo(Value.of(3.07));
    });
    assertThat(run.out())
        .contains("3 records: 3 reports and 0 items of ground truth taken, 0 refused, 0 empty")
        .contains("1 are earlier than one before them, by up to 0.1 s");
  }

  @Test
  void sorted_theyComeInTheOrderOfTheirTimes() throws IOException {
    var run = play(
        TASKS,
        "--columns=run,stage,seconds,time",
        "--app=cctv",
        "--metric=seconds",
        "--time-column=time",
        "--sort");
    assertThat(reports()).extracting(Report::eventTime).isSorted().hasSize(3);
    assertThat(run.out()).doesNotContain("earlier");
  }

  @Test
  void recordsWithoutTimes_getThemInFileOrder() throws IOException {
    play(
        "response_time\n1\n2\n3\n",
        "--app=a",
        "--metric=response_time",
        "--start=2026-03-01T12:00:00Z",
        "--step=0.1");
    assertThat(reports())
        .extracting(report -> report.eventTime().toString())
        .containsExactly(
            "2026-03-01T12:00:00Z", "2026-03-01T12:00:00.100Z", "2026-03-01T12:00:00.200Z");
  }

  @Test
  void answersOfModels_areInferences_andSeveralMetricsOneReport() throws IOException {
    server
        .on("GET /applications/building", "{\"application_name\":\"building\"}")
        .on("PUT /qoa/building/feedback?window=24h", "{}");
    play(
        """
        query_id,inf_time,left,late,data
        q-1,1761568882.0904193,0.85,False,"{'Walking': 0.2, 'fall': 0.7}"
        q-2,1761568883,,True,"{'fall': 1.0}"
        """,
        "--app=building",
        "--time-column=inf_time",
        "--metric=left",
        "--metric=violation=late",
        "--id-column=query_id",
        "--prediction-column=data",
        "--lower-case");
    var first = reports().get(0);
    assertThat(first.observations())
        .extracting(one -> one.metric() + "=" + one.value())
        .containsExactly("left=" + Value.of(0.85), "violation=" + Value.of(0));
    assertThat(first.inferences()).singleElement().satisfies(inference -> {
      assertThat(inference.id()).isEqualTo("q-1");
      assertThat(inference.prediction()).isEqualTo(Map.of("walking", 0.2, "fall", 0.7));
    });
    assertThat(first.context().correlation()).isEqualTo("q-1");
    assertThat(reports().get(1).observations()).hasSize(1);
  }

  @Test
  void groundTruth_goesToFeedback() throws IOException {
    var told = new CopyOnWriteArrayList<String>();
    server.on("POST /feedback", body -> {
      told.add(body);
      return told(Json.MAPPER.readTree(body).size());
    });
    var run = play(
        "query_id,ground_truth\nq-1,Fall\nq-2,walking\n",
        "--feedback-id=query_id",
        "--feedback-label=ground_truth",
        "--lower-case",
        "--json");
    assertThat(told).hasSize(1);
    assertThat(Json.MAPPER.readTree(told.get(0)))
        .isEqualTo(Json.MAPPER.readTree(
            "[{\"id\":\"q-1\",\"label\":\"fall\"},{\"id\":\"q-2\",\"label\":\"walking\"}]"));
    assertThat(bodies).isEmpty();
    assertThat(Json.MAPPER.readTree(run.out()).path("feedback").asInt()).isEqualTo(2);
  }

  @Test
  void answersAndTheirTruth_arePlayedOneAfterTheOther_onceThatIsExpected() throws IOException {
    server
        .on("GET /applications/a", "{\"feedback\":{\"window\":\"PT1H\",\"regression\":true}}")
        .on("POST /feedback", body -> {
          assertThat(bodies).hasSize(1);
          return "{\"accepted\":1,\"refused\":1,\"reasons\":[{\"index\":1,\"reason\":\"too odd\"}]}";
        });
    var truth = Files.writeString(folder.resolve("truth.csv"), "q,label\n1,cat\n2,\n3,dog\n");
    var run = play(
        "id,label\n1,cat\n",
        "--app=a",
        "--id-column=id",
        "--prediction-column=label",
        "--truth=" + truth,
        "--feedback-id=q",
        "--feedback-label=label");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .contains("4 records: 1 reports and 1 items of ground truth taken, 2 refused")
        .contains("truth.csv line 3: column \"label\" is blank", "truth.csv line 4: too odd");
    assertThat(server.asked()).noneMatch(call -> call.startsWith("PUT /qoa/a/feedback"));
  }

  @Test
  void whatCannotBeRead_orIsRefused_isCountedWithItsReason() throws IOException {
    server.on("POST /metrics", body -> """
        {"status":"partial","response":{"accepted":1,"refused":1,"reasons":[{"index":1,"reason":"too odd"}]}}""");
    var run =
        play("t,v\n1,1\nnever,2\n3,much\n4,4\n5,\n", "--app=a", "--metric=v", "--time-column=t");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .contains("5 records: 1 reports", "3 refused, 1 empty")
        .contains("line 3: time \"never\" is not a number of seconds")
        .contains("line 4: column \"v\": \"much\" is no number")
        .contains("line 5: too odd");
  }

  @Test
  void fullServer_isAskedAgain_andThatIsSaid() throws IOException {
    var calls = new AtomicInteger();
    server.on("POST /metrics", body -> {
      if (calls.incrementAndGet() < 3) {
        throw new FakeServer.Refusal(503, "busy");
      }
      return take(body);
    });
    var run = play(TASKS, "--columns=a,b,c,d", "--app=a", "--metric=c", "--time-column=d");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(reports()).hasSize(3);
    assertThat(run.out()).contains("3 reports and", "6 were sent again");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--metric=c | --app is missing",
        "--app=a | nothing to play",
        "--app=a --metric=c --stage=x --stage-column=b | --stage and --stage-column",
        "--app=a --metric=c --time-column=d --start=2026-03-01T12:00:00Z | --time-column and --start",
        "--feedback-id=c | --feedback-id and --feedback-label go together",
        "--app=a --metric=c --time-column=d --time-format=bogus | time format \"bogus\"",
        "--app=a --metric=c --check | --time-column or --start is needed",
        "--app=a --metric=c --sort | --sort needs --time-column",
        "--app=a --metric=c --speed=-1 | --speed starts at 0",
      })
  void wrongCalls_areToldOf_andNothingIsSent(String options, String message) throws IOException {
    var run = play(
        TASKS,
        Stream.concat(Stream.of("--columns=a,b,c,d"), Stream.of(options.split(" ", -1)))
            .toArray(String[]::new));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(message);
    assertThat(bodies).isEmpty();
  }

  @Test
  void columnThatIsNotThere_isToldWithThoseThatAre() throws IOException {
    var run = play(TASKS, "--columns=a,b,c,d", "--app=a", "--metric=c", "--time-column=when");
    assertThat(run.out()).contains("no column \"when\"; there are a, b, c, d");
  }

  @Test
  void check_asksForTheWindows_andAgrees() throws IOException {
    server.on(
        "GET /qoa/cctv/windows?rollup=instances&kind=tumbling&limit=10000&stage=unknown&metric=v"
            + "&from=2026-03-01T12:00:00Z&to=2026-03-01T12:01:00Z",
        """
        {"windows":[{"start":"2026-03-01T12:00:00Z","end":"2026-03-01T12:01:00Z","count":2,"missing":0,
         "late":0,"mean":1.5,"min":1,"max":2,"p50":1,"p90":1,"p95":1,"p99":1,"p99.9":1,"finality":"FINAL"}],
         "more":false}""");
    var rows = "t,v\n2026-03-01T12:00:00Z,1\n2026-03-01T12:00:01Z,2\n";
    var run = play(rows, "--app=cctv", "--metric=v", "--time-column=t", "--check");
    assertThat(run.code()).as(run.out()).isZero();
    assertThat(run.out()).contains("1 windows with 2 values");
    var more = play(
        rows + "2026-03-01T12:00:02Z,3\n",
        "--app=cctv",
        "--metric=v",
        "--time-column=t",
        "--check",
        "--wait=0");
    assertThat(more.code()).isEqualTo(1);
    assertThat(more.out()).contains("count");
  }
}
