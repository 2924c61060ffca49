package io.millrace.ingress.placement.rohe;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What ROHE's clients ask of its orchestration service: in the path, or as a command in the body. */
enum RoheCommand {
  ADD_NODE("add-node"),
  REMOVE_NODE("remove-node"),
  REMOVE_ALL_NODES("remove-all-nodes"),
  GET_ALL_NODES("get-all-nodes"),
  ADD_SERVICE("add-service"),
  REMOVE_SERVICE("remove-service"),
  REMOVE_ALL_SERVICES("remove-all-services"),
  GET_ALL_SERVICES("get-all-services"),
  START_AGENT("start-agent"),
  STOP_AGENT("stop-agent");

  private final String path;

  RoheCommand(String path) {
    this.path = path;
  }

  /** As it stands in a path. */
  String path() {
    return path;
  }

  /** As bodies name it: {@code ADD NODE}, and {@code REMOVE ALL NODE} without an s. Null: there is no such command. */
  static @Nullable RoheCommand of(String text) {
    var name = text.strip().toLowerCase(Locale.ROOT).replace('_', '-').replace(' ', '-');
    for (var command : values()) {
      if (command.path.equals(name) || command.path.equals(name + "s")) {
        return command;
      }
    }
    return null;
  }
}
