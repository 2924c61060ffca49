package io.millrace.launcher.cli.placement.rohe;

import io.millrace.launcher.cli.remote.RoheOptions;
import io.millrace.launcher.cli.remote.ServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What ROHE's scripts give: a file of the command, usually one of its templates. */
final class ManagementFile {
  private static final String TEMPLATES = "$ROHE_PATH/templates/orchestration_command/";

  @Option(
      names = "--conf",
      paramLabel = "FILE",
      description = "A file of ROHE's (default: the command's own in " + TEMPLATES + ").")
  private @Nullable Path conf;

  @Option(
      names = "--app",
      paramLabel = "APP",
      description = "Accepted, as ROHE's scripts give it; the file says what is meant.")
  @SuppressWarnings("UnusedVariable") // picocli looks at it
  private @Nullable String app;

  /** Calls with the file, or without one where there is none. */
  int call(ServerOptions server, RoheOptions rohe, String command, String template)
      throws IOException {
    return ManagementCall.run(server, rohe, command, conf == null ? usual(template) : conf);
  }

  /** As {@link #call}; without a file there is nothing to do. */
  int callWithFile(ServerOptions server, RoheOptions rohe, String command, String template)
      throws IOException {
    if (conf == null && usual(template) == null) {
      throw server.wrongCall(
          "--conf: is missing, and %s%s is not there".formatted(TEMPLATES, template));
    }
    return call(server, rohe, command, template);
  }

  private static @Nullable Path usual(String template) {
    var home = System.getenv("ROHE_PATH");
    if (home == null || home.isEmpty()) {
      return null;
    }
    var file = Path.of(home, "templates", "orchestration_command", template);
    return Files.isRegularFile(file) ? file : null;
  }
}
