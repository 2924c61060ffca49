package io.millrace.launcher.cli.remote;

import io.millrace.launcher.http.ModelInfo;
import io.millrace.launcher.http.Progress;
import io.millrace.launcher.http.Upload;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  @Override
  public Integer call() throws IOException {
    var api = server.api();
    long size = size();
    ModelInfo pushed;
    try (var progress = new Progress(server.err(), "bytes", size)) {
      pushed = api.push(name, version, Upload.of(file, size, progress));
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
