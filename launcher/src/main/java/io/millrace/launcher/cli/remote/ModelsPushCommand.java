package io.millrace.launcher.cli.remote;

import io.millrace.launcher.http.ModelInfo;
import io.millrace.launcher.http.Progress;
import io.millrace.launcher.http.Upload;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace models push}: registers a model file. */
@Command(
    name = "push",
    description = "Register an ONNX file as a version of a model.",
    footer = {
      "",
      "Example: millrace models push machine-health examples/machine-health/1/model.onnx"
    })
final class ModelsPushCommand implements Callable<Integer> {
  @Mixin
  private ServerOptions server;

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      converter = Converters.Name.class,
      description = "The model's name.")
  private ModelName name;

  @Parameters(index = "1", paramLabel = "FILE", description = "The model, in ONNX.")
  private Path file;

  @Option(
      names = "--version",
      paramLabel = "V",
      converter = Converters.Version.class,
      description = "The version to register (default: the next).")
  private @Nullable ModelVersion version;

  @Option(
      names = "--feedback",
      paramLabel = "TIME",
      description =
          "The truth of predictions will be told, so long after them at most: 24h, 15m; off for none (default: as it is).")
  private @Nullable String feedback;

  @Option(
      names = "--regression",
      description = "With --feedback: the truth is a number to come near to, no class.")
  private boolean regression;

  @Option(
      names = "--drift",
      paramLabel = "ROWS",
      description =
          "Compare predictions with the first so many of each version; off for none (default: as it is).")
  private @Nullable String drift;

  @Override
  public Integer call() throws IOException {
    var api = server.api();
    long size = size();
    ModelInfo pushed;
    try (var progress = new Progress(server.err(), "bytes", size)) {
      pushed = api.push(name, version, query(), Upload.of(file, size, progress));
    }
    server
        .out()
        .println(
            server.json()
                ? pushed.json().toString()
                : "%s version %s can be asked: %s"
                    .formatted(name, pushed.newest(), pushed.signature()));
    return 0;
  }

  private String query() {
    if (feedback == null && regression) {
      throw server.wrongCall("--regression says of what kind the missing --feedback is");
    }
    var parts = new ArrayList<String>();
    if (feedback != null) {
      parts.add("feedback=%s&regression=%s".formatted(encoded(feedback), regression));
    }
    if (drift != null) {
      parts.add("drift=" + encoded(drift));
    }
    return parts.isEmpty() ? "" : "?" + String.join("&", parts);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private long size() throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("%s: no such file".formatted(file));
    }
    long size = Files.size(file);
    if (size == 0) {
      throw new IOException("%s: the file is empty".formatted(file));
    }
    return size;
  }
}
