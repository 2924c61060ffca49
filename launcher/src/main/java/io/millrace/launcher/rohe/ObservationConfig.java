package io.millrace.launcher.rohe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The configuration of ROHE's observation service ({@code observationConfig.yaml}, {@code registration.yaml}). Its broker and
 * database are not needed here; what is wrong with them is said, because ROHE itself stops at some of it.
 */
final class ObservationConfig {
  private static final Set<String> READ = Set.of(
      "collector",
      "connector",
      "db_authentication",
      "db_collection",
      "database",
      "logging_level",
      "window",
      "agent_image");
  private static final Map<String, String> CLASSES =
      Map.of("collector", "collector_class", "connector", "connector_class");

  private final JsonNode root;
  private final UnaryOperator<@Nullable String> environment;
  private final List<String> mistakes = new ArrayList<>();

  ObservationConfig(JsonNode root, UnaryOperator<@Nullable String> environment) {
    this.root = root;
    this.environment = environment;
  }

  /** Each says where, what, and the value. */
  List<String> mistakes() {
    mistakes.clear();
    for (var name : List.of("collector", "connector")) {
      var node = root.path(name);
      if (node.isObject()) {
        checkClass(name, node);
        checkPlaceholders(name + ".config", node.path("config"));
      }
    }
    checkDatabase(root.path("db_authentication"));
    checkVariables("", root);
    root.propertyNames().forEach(name -> {
      if (!READ.contains(name)) {
        mistakes.add("%s: nothing reads it".formatted(name));
      }
    });
    return List.copyOf(mistakes);
  }

  private void checkClass(String name, JsonNode node) {
    var wanted = CLASSES.getOrDefault(name, "class");
    boolean isOld = node.has("amqp_" + name);
    if (!isOld && !node.has(wanted)) {
      mistakes.add("%s.%s: is missing%s"
          .formatted(
              name,
              wanted,
              node.has("connectorType")
                  ? "; connectorType: %s, which stands there, is no field of it"
                      .formatted(node.get("connectorType"))
                  : ""));
    }
  }

  /** A value that is its own field's name has been forgotten. */
  private void checkPlaceholders(String path, JsonNode config) {
    config.properties().forEach(entry -> {
      if (entry.getValue().isString() && entry.getValue().stringValue().equals(entry.getKey())) {
        mistakes.add("%s.%s: \"%s\" is the field's own name, no value"
            .formatted(path, entry.getKey(), entry.getKey()));
      }
    });
  }

  private void checkDatabase(JsonNode database) {
    var unset = new ArrayList<String>();
    var prefix = YamlFile.expanded(database.path("prefix").asString(""), environment, unset);
    var url = YamlFile.expanded(database.path("url").asString(""), environment, unset);
    if (prefix.startsWith("mongodb+srv") && !url.contains(".")) {
      mistakes.add(
          "db_authentication.url: \"%s\" is no domain, which the prefix \"%s\" wants; for a host it is \"mongodb://\""
              .formatted(url, prefix));
    }
  }

  private void checkVariables(String path, JsonNode node) {
    if (node.isString()) {
      YamlFile.unset(node.stringValue(), environment)
          .forEach(name -> mistakes.add("%s: the variable %s is not set".formatted(path, name)));
    }
    node.properties()
        .forEach(entry -> checkVariables(
            path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(), entry.getValue()));
  }
}
