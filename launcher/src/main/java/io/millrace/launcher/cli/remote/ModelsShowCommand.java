package io.millrace.launcher.cli.remote;

import io.millrace.launcher.evaluation.Table;
import io.millrace.launcher.http.ModelInfo;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace models show}: what a model takes and gives. */
@Command(
    name = "show",
    description = "Show the inputs and outputs of a model.",
    footer = {"", "Example: millrace models show machine-health --version 1"})
final class ModelsShowCommand implements Callable<Integer> {
  @Mixin
  private ServerOptions server;

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      converter = Converters.Name.class,
      description = "The model's name.")
  private ModelName name;

  @Option(
      names = "--version",
      paramLabel = "V",
      converter = Converters.Version.class,
      description = "The version to show (default: the newest).")
  private @Nullable ModelVersion version;

  @Override
  public Integer call() {
    var model = server.api().model(name, version);
    server.out().println(server.json() ? model.json() : text(model));
    return 0;
  }

  private String text(ModelInfo model) {
    var table = Table.of("", "name", "type", "shape");
    model.inputs().forEach(spec -> table.row("input", spec.name(), spec.type(), spec.shape()));
    model.outputs().forEach(spec -> table.row("output", spec.name(), spec.type(), spec.shape()));
    return "%s version %s of %s%n%n%s"
        .formatted(
            model.name(),
            version == null ? model.newest() : version,
            String.join(", ", model.versions()),
            table);
  }
}
