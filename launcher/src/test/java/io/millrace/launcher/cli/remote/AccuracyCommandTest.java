package io.millrace.launcher.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.launcher.cli.remote.FakeServer.Refusal;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.model.qoa.AccuracyResult;
import io.millrace.model.qoa.Answerer;
import io.millrace.model.qoa.ClassTally;
import io.millrace.model.qoa.ClassTally.Cell;
import io.millrace.model.qoa.NumberTally;
import io.millrace.model.qoa.WindowResult.Finality;
import io.millrace.topology.serde.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccuracyCommandTest {
  private static final String TOTAL = Json.MAPPER.writeValueAsString(AccuracyResult.of(
      Answerer.of(new ModelName("motor"), new ModelVersion(2)),
      Instant.EPOCH,
      Instant.EPOCH.plusSeconds(60),
      5,
      new ClassTally(4, 3, 0, 0, List.of(new Cell("0", "0", 3), new Cell("1", "0", 1))),
      NumberTally.NONE,
      Finality.PROVISIONAL));
  private static final String ANSWER =
      "{\"model\":\"motor\",\"feedback\":{},\"versions\":[{\"version\":2,\"total\":%s,\"windows\":[%s]}]}"
          .formatted(TOTAL, TOTAL);

  private final FakeServer server;

  AccuracyCommandTest() throws IOException {
    server = new FakeServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Run accuracy(String... more) {
    return run(new AccuracyCommand(), more);
  }

  private Run feedback(String... more) {
    return run(new FeedbackCommand(), more);
  }

  private Run run(Object command, String... more) {
    var args = new ArrayList<>(List.of("motor", "--server", server.url()));
    args.addAll(List.of(more));
    return Run.of(command, args.toArray(new String[0]));
  }

  @Test
  void accuracy_isShownWithItsTable() {
    server.on("GET /qoa/models/motor/accuracy?version=2&last=1h", ANSWER);
    assertThat(accuracy("--version", "2", "--last", "1h").out().lines())
        .startsWith(
            "motor version 2: 5 predictions, the truth of 4 is known; provisional, 1 window",
            "",
            "accuracy            0.750000")
        .endsWith("true \\ predicted  0  1", "               0  3  0", "               1  1  0");
    assertThat(accuracy("--version", "2", "--last", "1h", "--json").out())
        .isEqualToIgnoringNewLines(ANSWER);
  }

  @Test
  void accuracyOfAnApplication_isShownByStage() {
    var total = Json.MAPPER.writeValueAsString(AccuracyResult.of(
        Answerer.ofStage("cctv", "detect"),
        Instant.EPOCH,
        Instant.EPOCH.plusSeconds(60),
        2,
        new ClassTally(2, 1, 0, 0, List.of(new Cell("a", "a", 1), new Cell("b", "a", 1))),
        NumberTally.NONE,
        Finality.FINAL));
    server.on(
        "GET /qoa/cctv/accuracy?stage=detect",
        "{\"application\":\"cctv\",\"stages\":[{\"stage\":\"detect\",\"total\":%s,\"windows\":[]}]}"
            .formatted(total));
    var shown = Run.of(
        new AccuracyCommand(), "--app", "cctv", "--stage", "detect", "--server", server.url());
    assertThat(shown.out())
        .startsWith("cctv stage detect: 2 predictions, the truth of 2 is known; final")
        .contains("accuracy            0.500000");
    assertThat(accuracy("--app", "cctv").code()).isEqualTo(2);
    assertThat(Run.of(new AccuracyCommand(), "--server", server.url()).code()).isEqualTo(2);
  }

  @Test
  void truthOfReports_isExpected_andToldWithoutAModel() {
    server
        .on("PUT /qoa/my%20app/feedback?window=24h&regression=true", "{}")
        .on("DELETE /qoa/my%20app/feedback", "{}")
        .on("POST /feedback", "{\"accepted\":1,\"refused\":0}");
    assertThat(expect("--within", "24h", "--regression").out()).contains("within 24h");
    assertThat(expect("--off").out()).contains("no truth is expected");
    assertThat(expect().code()).isEqualTo(2);
    assertThat(Run.of(new FeedbackCommand(), "--id", "a", "--label", "x", "--server", server.url())
            .out())
        .startsWith("1 accepted");
  }

  private Run expect(String... more) {
    var args = new ArrayList<>(List.of("my app", "--server", server.url()));
    args.addAll(List.of(more));
    return Run.of(new ExpectCommand(), args.toArray(new String[0]));
  }

  @Test
  void nothingCounted_saysWhy() {
    server.on(
        "GET /qoa/models/motor/accuracy",
        "{\"model\":\"motor\",\"feedback\":null,\"versions\":[]}");
    assertThat(accuracy().out()).contains("motor declares no feedback", "--feedback 24h");
  }

  @Test
  void feedback_isSent_oneOrAFile(@TempDir Path folder) throws IOException {
    server.on("POST /v2/models/motor/feedback", body -> {
      if (body.equals("[{\"id\":\"a\",\"label\":\"1\"}]")
          || body.equals("[{\"id\":\"a\",\"value\":1.5},{\"id\":\"b\",\"value\":-2.0}]")) {
        return "{\"accepted\":%d,\"refused\":0}".formatted(body.split("id", -1).length - 1);
      }
      throw new Refusal(body.replace('"', '\''));
    });
    assertThat(feedback("--id", "a", "--label", "1").out()).startsWith("1 accepted, 0 refused");
    var csv = Files.writeString(folder.resolve("truths.csv"), "value,id\n1.5,a\n-2,b\n");
    assertThat(feedback("--csv", csv.toString(), "--json").out()).contains("\"accepted\":2");
    var wrong = Files.writeString(folder.resolve("wrong.csv"), "value,id\nmuch,a\n");
    assertThat(feedback("--csv", wrong.toString()).err())
        .endsWith("wrong.csv line 2 column \"value\": \"much\" is no number");
    assertThat(feedback().code()).isEqualTo(2);
    assertThat(feedback("--id", "a").code()).isEqualTo(2);
  }

  @Test
  void refusedRows_areNamed_andMakeTheCommandFail(@TempDir Path folder) throws IOException {
    server.on(
        "POST /v2/models/motor/feedback",
        "{\"accepted\":1,\"refused\":1,\"reasons\":[{\"index\":1,\"reason\":\"no id\"}]}");
    var csv = Files.writeString(folder.resolve("truths.csv"), "id,label\na,1\n,0\n");
    var run = feedback("--csv", csv.toString());
    assertThat(run.code()).isOne();
    assertThat(run.err()).contains("row 2: no id");
    assertThat(run.out()).contains("1 accepted, 1 refused");
  }
}
