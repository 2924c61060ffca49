package io.millrace.launcher.cli.remote;

import io.millrace.launcher.evaluation.Table;
import io.millrace.launcher.rohe.YamlFile;
import io.millrace.topology.serde.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code millrace register-app}: registers a client of an application. */
@Command(
    name = "register-app",
    description = "Register an application, or one more client of it.",
    footer = {
      "",
      "With --output_dir it writes the configuration of a QoA client. The variables USER_ID, INSTANCE_ID, STAGE_ID, METHOD and",
      "ROLE go into it where they are set.",
      "",
      "Example: millrace register-app --app cctvs --run experiment1 --user aaltosea1 --output_dir ./clients"
    })
public final class RegisterAppCommand implements Callable<Integer> {
  private static final Map<String, String> VARIABLES = new LinkedHashMap<>();

  static {
    VARIABLES.put("USER_ID", "user_id");
    VARIABLES.put("INSTANCE_ID", "instance_id");
    VARIABLES.put("STAGE_ID", "stage_id");
    VARIABLES.put("METHOD", "method");
    VARIABLES.put("ROLE", "role");
  }

  @Mixin
  private ServerOptions server;

  @Mixin
  private RoheOptions rohe;

  @Mixin
  private AppOptions app;

  @Option(
      names = {"--output_dir", "--output-dir"},
      paramLabel = "DIR",
      arity = "0..1",
      fallbackValue = ".",
      description =
          "Write DIR/APP/qoa_config.yaml, by which a QoA client reports (DIR: the folder here).")
  private @Nullable Path output;

  @Override
  public Integer call() throws IOException {
    var body = app.registration();
    var answer = rohe.call(server, "POST", "/registration", body);
    var response = answer.path("response");
    var id = response.path("app_id").asString("");
    var file = output == null ? null : write(output, body, id);
    server.out().println(server.json() ? answer : text(response, id));
    if (file != null && !server.json()) {
      server.out().println("%nwritten: %s".formatted(file));
    }
    return 0;
  }

  private Path write(Path folder, ObjectNode registration, String id) throws IOException {
    var client = registration.deepCopy().put("app_id", id);
    VARIABLES.forEach((variable, field) -> {
      var value = System.getenv(variable);
      if (value != null && !value.isEmpty()) {
        client.put(field, value);
      }
    });
    var config = Json.MAPPER.createObjectNode();
    config.set("client", client);
    config.put("registration_url", rohe.url(server, "/registration"));
    var file = folder.resolve(app.name()).resolve("qoa_config.yaml");
    YamlFile.write(file, config);
    return file;
  }

  private Table text(JsonNode response, String id) {
    var connector = response.path("connector").path("config");
    return Table.of("application", "state", "app id", "exchange", "routing key")
        .row(
            app.name(),
            response.path(app.name()).asString(""),
            id,
            connector.path("exchange_name").asString(""),
            connector.path("out_routing_key").asString(""));
  }
}
