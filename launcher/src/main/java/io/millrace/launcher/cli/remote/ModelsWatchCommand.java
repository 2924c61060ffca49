package io.millrace.launcher.cli.remote;

import io.millrace.launcher.evaluation.Table;
import io.millrace.model.ModelName;
import io.millrace.topology.serde.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code millrace models watch}: says what of a model's inputs is watched. */
@Command(
    name = "watch",
    description = "Watch the quality and the drift of a model's inputs.",
    footer = {
      "",
      "Examples:",
      "  millrace models watch machine-health",
      "  millrace models watch machine-health inputs.json",
      "  millrace models watch machine-health --off"
    })
final class ModelsWatchCommand implements Callable<Integer> {
  @Mixin
  private ServerOptions server;

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      converter = Converters.Name.class,
      description = "The model's name.")
  private ModelName name;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FILE",
      description =
          "The columns with their names and ranges, in JSON (default: all, without ranges).")
  private @Nullable Path file;

  @Option(
      names = "--reference",
      paramLabel = "ROWS",
      description = "Compare inputs with the first so many rows of each version (default: 1000).")
  private @Nullable Long reference;

  @Option(names = "--off", description = "Watch nothing of the inputs any more.")
  private boolean off;

  @Override
  public Integer call() throws IOException {
    if (off && (file != null || reference != null)) {
      throw server.wrongCall("--off watches nothing: neither a file nor --reference goes with it");
    }
    var path = "/qoa/models/%s/inputs".formatted(name);
    var answer = server.api().call(off ? "DELETE" : "PUT", path, declaration());
    server.out().println(server.json() ? answer : text(answer.path("inputs")));
    return 0;
  }

  private JsonNode declaration() throws IOException {
    var declared = Json.MAPPER.createObjectNode();
    if (file != null) {
      if (!Files.isRegularFile(file)) {
        throw new IOException("%s: no such file".formatted(file));
      }
      declared.setAll(requireObject(Files.readAllBytes(file)));
    }
    if (reference != null) {
      declared.put("reference", reference);
    }
    return declared;
  }

  private ObjectNode requireObject(byte[] json) throws IOException {
    try {
      if (Json.MAPPER.readTree(json) instanceof ObjectNode object) {
        return object;
      }
    } catch (JacksonException e) {
      throw new IOException("%s: no JSON: %s".formatted(file, e.getOriginalMessage()), e);
    }
    throw new IOException("%s: no JSON object".formatted(file));
  }

  private String text(JsonNode inputs) {
    if (!inputs.isObject()) {
      return "%s: nothing of the inputs is watched".formatted(name);
    }
    var table = Table.of("column", "input", "index", "min", "max");
    inputs
        .path("columns")
        .forEach(column -> table.row(
            column.path("name").asString(),
            column.path("input").asString(),
            column.path("index").asInt(),
            bound(column.path("min")),
            bound(column.path("max"))));
    return "%s: %d columns are watched; of each version the first %d rows are the reference%n%n%s"
        .formatted(name, inputs.path("columns").size(), inputs.path("reference").asLong(), table);
  }

  private static String bound(JsonNode bound) {
    return bound.isNumber() ? bound.toString() : "";
  }
}
