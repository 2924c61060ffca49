package io.millrace.launcher.cli.placement;

import io.millrace.launcher.rohe.YamlFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Nodes and services in files: JSON or YAML, one, a list, or as ROHE has them. */
final class SpecFile {
  private SpecFile() {}

  /** What the file describes, each as an object with an id. */
  static List<ObjectNode> read(Path file) throws IOException {
    var document = YamlFile.read(file);
    var all = new ArrayList<ObjectNode>();
    for (var one : document.isArray() ? document : List.of(document)) {
      if (!(one instanceof ObjectNode spec) || !spec.path("id").isString()) {
        throw new IOException(
            "%s: an object with an \"id\" is wanted, not %s".formatted(file, one));
      }
      all.add(spec);
    }
    return all;
  }
}
