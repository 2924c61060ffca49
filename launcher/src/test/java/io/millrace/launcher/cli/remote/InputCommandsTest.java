package io.millrace.launcher.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.model.qoa.DriftReport;
import io.millrace.model.qoa.DriftReport.Verdict;
import io.millrace.model.qoa.InputQuality;
import io.millrace.topology.serde.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputCommandsTest {
  private static final ModelName MODEL = new ModelName("motor");
  private static final String WATCHED =
      "{\"model\":\"motor\",\"inputs\":{\"revision\":2,\"reference\":500,\"columns\":[{\"input\":\"x\",\"index\":0,\"name\":\"speed\",\"min\":0.0,\"max\":null}]}}";

  private final FakeServer server;

  InputCommandsTest() throws IOException {
    server = new FakeServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Run run(Object command, String... more) {
    var args = new ArrayList<>(List.of("motor", "--server", server.url()));
    args.addAll(List.of(more));
    return Run.of(command, args.toArray(new String[0]));
  }

  @Test
  void watch_sendsTheFile_andShowsWhatIsWatched(@TempDir Path folder) throws IOException {
    var sent = new ArrayList<String>();
    server.on("PUT /qoa/models/motor/inputs", body -> {
      sent.add(body);
      return WATCHED;
    });
    var file =
        Files.writeString(folder.resolve("inputs.json"), "{\"columns\": [{\"name\": \"speed\"}]}");
    assertThat(run(new ModelsWatchCommand(), file.toString(), "--reference", "500")
            .out()
            .lines())
        .containsExactly(
            "motor: 1 columns are watched; of each version the first 500 rows are the reference",
            "",
            "column  input  index  min  max",
            "speed   x          0  0.0");
    run(new ModelsWatchCommand());
    assertThat(sent)
        .containsExactly("{\"columns\":[{\"name\":\"speed\"}],\"reference\":500}", "{}");
  }

  @Test
  void watch_canBeTakenBack_butNotTogetherWithAFile() {
    server.on("DELETE /qoa/models/motor/inputs", "{\"model\":\"motor\",\"inputs\":null}");
    assertThat(run(new ModelsWatchCommand(), "--off").out())
        .contains("motor: nothing of the inputs is watched");
    assertThat(run(new ModelsWatchCommand(), "file.json", "--off").code()).isEqualTo(2);
  }

  @Test
  void fileThatIsNone_isNamed(@TempDir Path folder) throws IOException {
    assertThat(
            run(new ModelsWatchCommand(), folder.resolve("no.json").toString()).err())
        .endsWith("no.json: no such file");
    var list = Files.writeString(folder.resolve("list.json"), "[1]");
    assertThat(run(new ModelsWatchCommand(), list.toString()).err())
        .endsWith("list.json: no JSON object");
    var broken = Files.writeString(folder.resolve("broken.json"), "{\"columns");
    assertThat(run(new ModelsWatchCommand(), broken.toString()).err())
        .contains("broken.json: no JSON: ");
  }

  private static InputQuality window(long minute, long valid, long none) {
    var start = Instant.EPOCH.plusSeconds(60 * minute);
    return new InputQuality(
        MODEL,
        new ModelVersion(1),
        start,
        start.plusSeconds(60),
        10,
        valid + none,
        1,
        0,
        2,
        true,
        Map.of("completeness", 75.0),
        List.of(new InputQuality.Column("speed", valid, none, 0)));
  }

  @Test
  void quality_addsUpTheWindowsOfAVersion() {
    var windows = Json.MAPPER.writeValueAsString(List.of(window(0, 2, 1), window(1, 4, 1)));
    server.on(
        "GET /qoa/models/motor/quality?last=1h",
        "{\"model\":\"motor\",\"inputs\":{},\"windows\":%s}".formatted(windows));
    assertThat(run(new QualityCommand(), "--last", "1h").out().lines())
        .containsExactly(
            "motor version 1: 20 requests in 2 windows, 0 late; 8 rows looked at, 2 not; 4 repeated within their window",
            "",
            "column  valid  none  out of range  complete",
            "speed       6     2             0  75.00 %");
  }

  @Test
  void drift_showsTheNewestOfEachColumnAndTest() {
    var reports = new ArrayList<DriftReport>();
    for (int minute = 0; minute < 2; minute++) {
      var start = Instant.EPOCH.plusSeconds(60L * minute);
      reports.add(new DriftReport(
          MODEL,
          new ModelVersion(1),
          "input.speed",
          start,
          start.plusSeconds(60),
          "psi",
          minute == 0 ? Verdict.NONE : Verdict.DRIFT,
          0.5 * minute,
          0.2,
          0.001,
          500,
          300,
          null));
    }
    server.on(
        "GET /qoa/models/motor/drift",
        "{\"model\":\"motor\",\"reports\":%s}".formatted(Json.MAPPER.writeValueAsString(reports)));
    assertThat(run(new DriftCommand()).out().lines())
        .containsExactly(
            "version  column       test  windows  drifted  newest  statistic         p",
            "      1  input.speed  psi         2        1  drift      0.5000  0.001000");
  }

  @Test
  void nothingWatched_saysHowToWatch() {
    server.on(
        "GET /qoa/models/motor/quality", "{\"model\":\"motor\",\"inputs\":null,\"windows\":[]}");
    server.on(
        "GET /qoa/models/motor/drift", "{\"model\":\"motor\",\"inputs\":null,\"reports\":[]}");
    assertThat(run(new QualityCommand()).out()).contains("millrace models watch motor");
    assertThat(run(new DriftCommand()).out()).contains("millrace models watch motor");
  }
}
