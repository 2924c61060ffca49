package io.millrace.launcher.cli.remote;

import io.millrace.launcher.rohe.AgentFile;
import io.millrace.topology.serde.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What starting and stopping an observation have in common. */
final class AgentCall {
  @Option(
      names = "--app",
      paramLabel = "APP",
      description = "The application (default: that of the file).")
  private @Nullable String app;

  @Option(
      names = "--conf",
      paramLabel = "FILE",
      description = {
        "A file of ROHE's: an agent's, or the observation service's, whose windows are taken",
        "(default: $ROHE_PATH/examples/agentConfig/APP/start.yaml or stop.yaml, if it is there)."
      })
  private @Nullable Path conf;

  /** @param command {@code start} or {@code stop} */
  int run(ServerOptions server, RoheOptions rohe, String command) throws IOException {
    var path = conf == null ? usual(command) : conf;
    var file = path == null ? new AgentFile(null, null, List.of()) : AgentFile.read(path, command);
    file.notes().forEach(note -> server.err().println("%s: %s".formatted(path, note)));
    var name = name(server, file, path);
    var body = Json.MAPPER.createObjectNode().put("application_name", name).put("command", command);
    if (file.stream() != null) {
      body.set("stream_config", file.stream());
    }
    var answer = rohe.call(server, "POST", "/agent/" + command, body);
    var response = answer.path("response");
    response
        .path("notes")
        .forEach(note -> server.err().println("%s: %s".formatted(path, note.asString())));
    server.err().flush();
    server
        .out()
        .println(
            server.json() ? answer : "%s %s".formatted(name, response.path(name).asString("")));
    return 0;
  }

  private @Nullable Path usual(String command) {
    var home = System.getenv("ROHE_PATH");
    if (home == null || home.isEmpty() || app == null) {
      return null;
    }
    var file = Path.of(home, "examples", "agentConfig", app, command + ".yaml");
    return Files.isRegularFile(file) ? file : null;
  }

  private String name(ServerOptions server, AgentFile file, @Nullable Path path) {
    var told = file.application();
    if (app == null && told == null) {
      throw server.wrongCall("--app: is missing, and no file names an application");
    }
    if (app != null && told != null && !app.equals(told)) {
      throw server.wrongCall(
          "--app: \"%s\" is not the application of %s, \"%s\"".formatted(app, path, told));
    }
    return app == null ? String.valueOf(told) : app;
  }
}
