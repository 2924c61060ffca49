package io.millrace.launcher.rohe;

import io.millrace.topology.serde.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How an application is to be observed, as a file of ROHE's tells: one for an agent, or that of its observation service, whose
 * windows are taken then.
 *
 * @param application null: the file names none
 * @param stream the {@code stream_config}; null: the file has none
 * @param notes what is wrong in the file but does not matter here
 */
public record AgentFile(
    @Nullable String application, @Nullable JsonNode stream, List<String> notes) {

  /**
   * Reads a file.
   *
   * @param command that it is wanted for, {@code start} or {@code stop}
   * @throws IOException if it cannot be read or is a file of another kind
   */
  public static AgentFile read(Path file, String command) throws IOException {
    return of(file, YamlFile.read(file), command, System::getenv);
  }

  static AgentFile of(
      Path file, JsonNode root, String command, UnaryOperator<@Nullable String> environment)
      throws IOException {
    if (!root.isObject()) {
      throw new IOException("%s: an object is wanted, not %s".formatted(file, root));
    }
    if (root.has("collector") || root.has("connector")) {
      return ofService(file, root, environment);
    }
    var name = text(root, "application_name", "appName");
    var other = text(root, "command");
    boolean isOther = other != null && !other.toLowerCase(Locale.ROOT).equals(command);
    if (isOther || (name == null && !root.has("stream_config"))) {
      throw new IOException("%s: no file to %s an agent: %s"
          .formatted(
              file,
              command,
              isOther
                  ? "its command is \"%s\"".formatted(other)
                  : "it has neither application_name nor stream_config"));
    }
    var stream = root.get("stream_config");
    return new AgentFile(name, stream == null || stream.isNull() ? null : stream, List.of());
  }

  private static AgentFile ofService(
      Path file, JsonNode root, UnaryOperator<@Nullable String> environment) throws IOException {
    var window = root.get("window");
    if (window == null) {
      throw new IOException("%s: it has no \"window\" to observe by".formatted(file));
    }
    return new AgentFile(
        null,
        Json.MAPPER.createObjectNode().set("window", window),
        new ObservationConfig(root, environment).mistakes());
  }

  private static @Nullable String text(JsonNode root, String... names) {
    for (var name : names) {
      if (root.path(name).isString()) {
        return root.path(name).stringValue();
      }
    }
    return null;
  }
}
