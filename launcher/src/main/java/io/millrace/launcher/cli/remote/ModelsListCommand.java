package io.millrace.launcher.cli.remote;

import io.millrace.launcher.evaluation.Table;
import io.millrace.launcher.http.ModelInfo;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace models list}: all models in a table. */
@Command(
    name = "list",
    description = "List all models.",
    footer = {"", "Example: millrace models list --json"})
final class ModelsListCommand implements Callable<Integer> {
  @Mixin
  private ServerOptions server;

  @Override
  public Integer call() {
    var api = server.api();
    var models = api.models().stream().map(name -> api.model(name, null)).toList();
    server
        .out()
        .println(server.json() ? models.stream().map(ModelInfo::json).toList() : table(models));
    return 0;
  }

  private static String table(List<ModelInfo> models) {
    if (models.isEmpty()) {
      return "No models yet. Maybe push one: millrace models push NAME FILE";
    }
    var table = Table.of("name", "versions", "newest", "inputs", "outputs");
    models.forEach(model -> table.row(
        model.name(),
        String.join(", ", model.versions()),
        model.newest(),
        ModelInfo.joined(model.inputs()),
        ModelInfo.joined(model.outputs())));
    return table.toString();
  }
}
