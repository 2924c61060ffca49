package io.millrace.launcher.cli.placement;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** Whether one thing is added that options describe, or the things of a file. */
final class SpecsToAdd {
  @Parameters(index = "0", arity = "0..1", paramLabel = "ID", description = "Its id.")
  private @Nullable String id;

  @Option(names = "--file", paramLabel = "FILE", description = "Take them from this file instead.")
  private @Nullable Path file;

  @Option(names = "--update", description = "Replace what is known of one that is there.")
  private boolean update;

  /**
   * Sends a command for each of them.
   *
   * @param kind node or service
   * @param described what options describe, by its id
   */
  int send(PoolCall pool, String kind, Function<String, ObjectNode> described) throws IOException {
    for (var spec : specs(pool, described)) {
      var command = PoolCall.command((update ? "update-" : "add-") + kind);
      command.set("spec", spec);
      pool.send(command);
    }
    return 0;
  }

  private List<ObjectNode> specs(PoolCall pool, Function<String, ObjectNode> described)
      throws IOException {
    if (id != null && file == null) {
      return List.of(described.apply(id));
    }
    if (id == null && file != null) {
      return SpecFile.read(file);
    }
    throw pool.wrongCall("either ID or --file is wanted");
  }
}
