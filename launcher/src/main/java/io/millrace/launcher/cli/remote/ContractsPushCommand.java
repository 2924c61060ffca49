package io.millrace.launcher.cli.remote;

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

/** {@code millrace contracts push}: publishes a contract. */
@Command(
    name = "push",
    description = "Publish a contract: QoA4ML's, ROHE's, or Millrace's own form.",
    footer = {"", "Example: millrace contracts push gold.json --app cctv"})
final class ContractsPushCommand implements Callable<Integer> {
  @Mixin
  private ServerOptions server;

  @Parameters(index = "0", paramLabel = "FILE", description = "The contract, in JSON.")
  private Path file;

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "The contract's id (default: the one in the file, else the file's name).")
  private @Nullable String id;

  @Option(
      names = "--app",
      paramLabel = "APP",
      description = "The application it is about, where the file does not say.")
  private @Nullable String application;

  @Override
  public Integer call() throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("%s: no such file".formatted(file));
    }
    var json = Files.readAllBytes(file);
    var pushed = server.api().putContract(id == null ? id(json) : id, application, json);
    server.out().println(server.json() ? pushed : text(pushed));
    return 0;
  }

  private String id(byte[] json) throws IOException {
    JsonNode document;
    try {
      document = Json.MAPPER.readTree(json);
    } catch (JacksonException e) {
      throw new IOException("%s: no JSON: %s".formatted(file, e.getOriginalMessage()), e);
    }
    for (var name : new String[] {"contract_id", "id"}) {
      if (document.path(name).isString()) {
        return document.path(name).asString();
      }
    }
    return String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
  }

  private static String text(JsonNode pushed) {
    var contract = pushed.path("contract");
    var text = new StringBuilder("contract %s is in force: %d objectives of application %s"
        .formatted(
            pushed.path("id").asString(),
            contract.path("objectives").size(),
            contract.path("application").asString()));
    pushed
        .path("notes")
        .forEach(note -> text.append("%nnote: ".formatted()).append(note.asString()));
    return text.toString();
  }
}
