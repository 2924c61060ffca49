package io.millrace.topology.serde.placement;

import io.millrace.model.placement.policy.Policy;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a command need not say, since people write it, too. */
final class Defaults {
  // A name with a question mark: null where it is missing, and filled where it is there.
  private static final String MAYBE = "?";
  private static final String RESOURCES = "{'millicpu': 0, 'rss': 0, 'vms': 0, 'cores': []}";
  private static final String SPEC = "spec";
  private static final String LABEL = "{'values': []}";

  private static final ObjectNode SERVICE = template("""
      {'application': '',
       'container': {'image': '', 'command': [], 'ports': [{'host': 0}], 'env': {},
                     'health?': {'intervalMillis': 30000, 'retries': 3}},
       'replicas': 1,
       'demand': {'resources': RESOURCES, 'accelerators': [{'kinds': [], 'share': 1000, 'count': 1}]},
       'sensitivity': 'NONE', 'priority': 0, 'gang': false,
       'constraints': {'required': [LABEL], 'preferred': [{'rule': LABEL, 'weight': 1}],
                       'near': [{'within': ''}], 'apart': [{'within': ''}], 'spread?': {'skew': 1},
                       'maxPerNode': 0, 'tolerations': [{'value': '*'}]}}
      """);
  private static final ObjectNode NODE = template("""
      {'address': '', 'labels': {}, 'taints': [{'value': '', 'evicts': false}],
       'capacity': RESOURCES, 'reserved': RESOURCES, 'devices': [{'capacity': 1000, 'reserved': 0}]}
      """);
  private static final ObjectNode IMPROVE = template("{'target': '', 'amount': 1}");
  private static final ObjectNode REPORT = template("{'detail': ''}");
  private static final ObjectNode POLICY = policy();

  private Defaults() {}

  private static ObjectNode template(String text) {
    return (ObjectNode) PlacementJson.MAPPER.readTree(
        text.replace("RESOURCES", RESOURCES).replace("LABEL", LABEL).replace('\'', '"'));
  }

  private static ObjectNode policy() {
    ObjectNode policy = PlacementJson.MAPPER.valueToTree(Policy.DEFAULT);
    policy
        .putArray("shapes")
        .add(template(
            "{'millicpu': 0, 'memory': 0, 'kinds': [], 'share': 0, 'count': 0, 'weight': 1}"));
    // Weights that are given are all there are: they are not mixed with those of the default.
    return policy;
  }

  /** Adds to a command what it does not say. */
  static void fill(String type, ObjectNode command) {
    switch (type) {
      case "add-service", "update-service" -> spec(command, SERVICE);
      case "add-node", "update-node" -> spec(command, NODE);
      case "improve-service" -> fill(command, IMPROVE);
      case "report" -> fill(command, REPORT);
      case "set-policy" -> policy(command);
      default -> {}
    }
  }

  private static void spec(ObjectNode command, ObjectNode template) {
    if (command.get(SPEC) instanceof ObjectNode spec) {
      if (!spec.hasNonNull("name") && spec.has("id")) {
        spec.set("name", spec.get("id"));
      }
      fill(spec, template);
    }
  }

  private static void policy(ObjectNode command) {
    if (command.get("policy") instanceof ObjectNode policy) {
      for (var weights : new String[] {"scores", "resources"}) {
        if (!policy.has(weights)) {
          policy.set(weights, POLICY.get(weights).deepCopy());
        }
      }
      var rest = POLICY.deepCopy();
      rest.putObject("scores");
      rest.putObject("resources");
      fill(policy, rest);
    }
  }

  private static void fill(ObjectNode into, ObjectNode template) {
    template.properties().forEach(entry -> {
      boolean maybe = entry.getKey().endsWith(MAYBE);
      var name = maybe ? entry.getKey().replace(MAYBE, "") : entry.getKey();
      fill(into, name, maybe, entry.getValue());
    });
  }

  private static void fill(ObjectNode into, String name, boolean maybe, JsonNode template) {
    var there = into.get(name);
    if (there == null || there.isNull()) {
      into.set(name, maybe ? JsonNodeFactory.instance.nullNode() : usual(template));
    } else if (there instanceof ObjectNode object && template instanceof ObjectNode fields) {
      fill(object, fields);
    } else if (there.isArray() && template.isArray() && template.size() == 1) {
      there.forEach(element -> {
        if (element instanceof ObjectNode object && template.get(0) instanceof ObjectNode fields) {
          fill(object, fields);
        }
      });
    }
  }

  // The element of a template's array says what its elements look like; by default there is none.
  private static JsonNode usual(JsonNode template) {
    if (template.isArray()) {
      return JsonNodeFactory.instance.arrayNode();
    }
    if (template instanceof ObjectNode fields) {
      var made = JsonNodeFactory.instance.objectNode();
      fill(made, fields);
      return made;
    }
    return template;
  }
}
