package io.millrace.launcher.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.launcher.rohe.YamlFile;
import io.millrace.topology.serde.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplicationCommandsTest {
  private static final String REGISTERED = """
      {"status":"success","response":{"cctvs":"registered","app_id":"id-1","connector":{"name":"amqp_connector",\
      "connector_class":"AMQP","config":{"end_point":"h","exchange_name":"cctvs_exchange","exchange_type":"topic",\
      "out_routing_key":"cctvs.u.client1"}}}}""";

  private final FakeServer server;
  private final List<String> bodies = new CopyOnWriteArrayList<>();

  @TempDir
  Path folder;

  ApplicationCommandsTest() throws IOException {
    server = new FakeServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void on(String call, String answer) {
    server.on(call, body -> {
      bodies.add(body);
      return answer;
    });
  }

  private Run run(Object command, String... args) {
    var all = new String[args.length + 2];
    all[0] = "--server";
    all[1] = server.url();
    System.arraycopy(args, 0, all, 2, args.length);
    return Run.of(command, all);
  }

  private static Object json(String text) {
    return Json.MAPPER.readTree(text);
  }

  @Test
  void register_isATable_andWritesTheClientsConfiguration() throws IOException {
    on("POST /registration", REGISTERED);
    var run = run(
        new RegisterAppCommand(),
        "--app",
        "cctvs",
        "--run",
        "r",
        "--user",
        "u",
        "--output_dir",
        folder.toString());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out().lines())
        .startsWith(
            "application  state       app id  exchange        routing key",
            "cctvs        registered  id-1    cctvs_exchange  cctvs.u.client1");
    assertThat(bodies)
        .containsExactly("{\"application_name\":\"cctvs\",\"run_id\":\"r\",\"user_id\":\"u\"}");
    var written = YamlFile.read(folder.resolve("cctvs/qoa_config.yaml"));
    assertThat(written.path("registration_url").asString())
        .isEqualTo(server.url() + "/registration");
    assertThat(written.path("client").path("application_name").asString()).isEqualTo("cctvs");
    assertThat(written.path("client").path("run_id").asString()).isEqualTo("r");
    assertThat(written.path("client").path("app_id").asString()).isEqualTo("id-1");
  }

  @Test
  void url_isCalledAsRohesScriptsGiveIt_andJsonIsTheAnswer() {
    on("POST /registration", REGISTERED);
    var run = Run.of(
        new RegisterAppCommand(),
        "--app",
        "cctvs",
        "--url",
        server.url() + "/registration",
        "--json");
    assertThat(run.out()).isEqualToIgnoringNewLines(REGISTERED);
    assertThat(Run.of(new RegisterAppCommand(), "--app", "cctvs", "--url", "nowhere")
            .err())
        .contains("--url: \"nowhere\" is no URL such as");
  }

  @Test
  void delete_saysSo_orWhyNot() {
    on("DELETE /registration", "{\"status\":\"success\",\"response\":{\"result\":\"Deleted x\"}}");
    assertThat(run(new DeleteAppCommand(), "--app", "x").out())
        .isEqualToIgnoringNewLines("Deleted x");
    server.on("DELETE /registration", body -> {
      throw new FakeServer.Refusal("application x does not exist");
    });
    assertThat(run(new DeleteAppCommand(), "--app", "x"))
        .isEqualTo(new Run(1, "", "application x does not exist"));
  }

  @Test
  void start_sendsTheFile_andPrintsWhatIsNoted() throws IOException {
    on(
        "POST /agent/start",
        "{\"status\":\"success\",\"response\":{\"cctvs\":\"started: x\",\"notes\":[\"a: b\"]}}");
    var file = Files.writeString(folder.resolve("start.yaml"), """
        application_name: cctvs
        command: start
        stream_config:
          window: {interval: {type: 2, value: 3}, size: {type: 2, value: 100}}
        """);
    var run = run(new StartObsagentCommand(), "--conf", file.toString());
    assertThat(run.out()).isEqualToIgnoringNewLines("cctvs started: x");
    assertThat(run.err()).isEqualToIgnoringNewLines(file + ": a: b");
    assertThat(json(bodies.get(0))).isEqualTo(json("""
        {"application_name": "cctvs", "command": "start", "stream_config":
          {"window": {"interval": {"type": 2, "value": 3}, "size": {"type": 2, "value": 100}}}}
        """));
    assertThat(run(new StartObsagentCommand(), "--conf", file.toString(), "--app", "bts")
            .err())
        .contains("--app: \"bts\" is not the application of", "\"cctvs\"");
  }

  @Test
  void stop_needsNoFile_butAName() {
    on("POST /agent/stop", "{\"status\":\"success\",\"response\":{\"cctvs\":\"stopped\"}}");
    assertThat(run(new StopObsagentCommand(), "--app", "cctvs").out())
        .isEqualToIgnoringNewLines("cctvs stopped");
    assertThat(json(bodies.get(0)))
        .isEqualTo(json("{\"application_name\": \"cctvs\", \"command\": \"stop\"}"));
    var without = run(new StopObsagentCommand());
    assertThat(without.code()).isEqualTo(2);
    assertThat(without.err()).contains("--app: is missing, and no file names an application");
  }
}
