package io.millrace.launcher.cli.remote;

import io.millrace.launcher.http.Api;
import io.millrace.topology.serde.Json;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Where a call goes that ROHE's command line makes too: to the URL that its scripts give, or to the server. */
public final class RoheOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The whole URL to call, as ROHE's scripts give it (default: that of --server).")
  private @Nullable URI url;

  /** The URL that is called. */
  String url(ServerOptions server, String path) {
    return url == null ? server.api().server() + path : url.toString();
  }

  /** What the call answers. */
  public JsonNode call(ServerOptions server, String method, String path, ObjectNode body) {
    if (url == null) {
      return server.api().call(method, path, body);
    }
    if (url.getHost() == null) {
      throw new ParameterException(
          spec.commandLine(),
          "--url: \"%s\" is no URL such as http://127.0.0.1:8080%s".formatted(url, path));
    }
    return new Api(url).call(method, "", body);
  }

  static ObjectNode registration(String application, String run, String user) {
    return Json.MAPPER
        .createObjectNode()
        .put("application_name", application)
        .put("run_id", run)
        .put("user_id", user);
  }
}
