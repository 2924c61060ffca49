package io.millrace.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.launcher.Main;
import io.millrace.launcher.rohe.YamlFile;
import io.millrace.metrics.application.Observations;
import io.millrace.metrics.application.ObservedPlan;
import io.millrace.metrics.window.WindowSpec;
import io.millrace.topology.registry.CompactedView;
import io.millrace.topology.serde.Json;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Applications over HTTP and the command line, through a registry on a real log, to the windows that are kept of them. */
class ApplicationsIT {
  private static final List<WindowSpec> USUAL = List.of(WindowSpec.tumbling(Duration.ofMinutes(1)));
  private static final String CLIENT =
      "{\"application_name\":\"cctvs\",\"run_id\":\"r\",\"user_id\":\"u\"}";

  @TempDir
  Path folder;

  private static JsonNode response(String body) {
    return Json.MAPPER.readTree(body).path("response");
  }

  private static int millrace(Millrace at, String... args) {
    var all = new String[args.length + 2];
    System.arraycopy(args, 0, all, 0, args.length);
    all[args.length] = "--server";
    all[args.length + 1] = at.uri("").toString();
    return Main.run(all);
  }

  @Test
  void registeredAndObserved_atOnce_andStillAfterARestart() throws Exception {
    String id;
    try (var millrace = Millrace.start(folder.resolve("data"));
        var view = new CompactedView<>(
            millrace.pipeline.topics().applications(), millrace.kafka.bootstrap())) {
      view.start();
      var plan = new ObservedPlan(new Observations(view, Duration.ZERO), USUAL);

      var first = millrace.post("/registration", CLIENT);
      assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
      id = response(first.body()).path("app_id").asString();
      IntStream.range(0, 8).parallel().forEach(i -> register(millrace));
      var ninth = response(millrace.post("/registration", CLIENT).body());
      assertThat(ninth.path("app_id").asString()).isEqualTo(id);
      assertThat(ninth.path("cctvs").asString()).isEqualTo("registered already; this is client 10");

      var clients = folder.resolve("clients");
      assertThat(millrace(
              millrace,
              "register-app",
              "--app",
              "bts",
              "--run",
              "r",
              "--user",
              "u",
              "--output_dir",
              clients.toString()))
          .isZero();
      assertThat(YamlFile.read(clients.resolve("bts/qoa_config.yaml")).path("registration_url"))
          .hasToString("\"%s\"".formatted(millrace.uri("/registration")));

      var conf = Files.writeString(folder.resolve("start.yaml"), """
          application_name: cctvs
          command: start
          stream_config:
            window: {interval: {type: 2, value: 3}, size: {type: 2, value: 100}}
            processing:
              function: detect_local_outlier_factor
              parser: {name: p, metric: {inference: [accuracy]}, feature: [[accuracy]]}
          """);
      assertThat(millrace(millrace, "start-obsagent", "--conf", conf.toString()))
          .isZero();
      view.catchUp(Duration.ofSeconds(60));
      assertThat(plan.windows("cctvs", "any")).containsExactly(WindowSpec.hoppingCount(100, 3));
      assertThat(plan.windows("bts", "any")).isEqualTo(USUAL);

      var bad = Files.writeString(
          folder.resolve("bad.yaml"),
          Files.readString(conf).replace("detect_local_outlier_factor", "magic"));
      assertThat(millrace(millrace, "start-obsagent", "--conf", bad.toString())).isEqualTo(1);
      var refused =
          millrace.post("/agent/start", Json.MAPPER.writeValueAsString(YamlFile.read(bad)));
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).contains("no function \\\"magic\\\"; there are [expression");

      assertThat(millrace(millrace, "stop-obsagent", "--app", "cctvs")).isZero();
      view.catchUp(Duration.ofSeconds(60));
      assertThat(plan.windows("cctvs", "any")).isEmpty();
      assertThat(millrace(millrace, "delete-app", "--app", "bts", "--run", "r", "--user", "u"))
          .isZero();
      assertThat(millrace(millrace, "delete-app", "--app", "bts", "--run", "r", "--user", "u"))
          .isEqualTo(1);
    }
    try (var millrace = Millrace.start(folder.resolve("data"))) {
      var known = Json.MAPPER.readTree(millrace.get("/applications").body());
      assertThat(known).hasSize(1);
      assertThat(known.get(0).path("agent").path("state").asString()).isEqualTo("stopped");
      var again = response(millrace.post("/registration", CLIENT).body());
      assertThat(again.path("app_id").asString()).isEqualTo(id);
      var deleted = millrace.send(HttpRequest.newBuilder(millrace.uri("/registration"))
          .header("content-type", "application/json")
          .method("DELETE", HttpRequest.BodyPublishers.ofString(CLIENT))
          .build());
      assertThat(deleted.body())
          .isEqualTo("{\"status\":\"success\",\"response\":{\"result\":\"Deleted cctvs\"}}");
      assertThat(millrace.get("/applications/cctvs").statusCode()).isEqualTo(404);
    }
  }

  private static void register(Millrace millrace) {
    try {
      var answer = millrace.post("/registration", CLIENT);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
