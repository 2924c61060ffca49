package io.millrace.scheduler.place;

import io.millrace.scheduler.problem.Problem;
import io.millrace.scheduler.problem.Problem.Accelerator;
import io.millrace.scheduler.problem.Problem.Amount;
import io.millrace.scheduler.problem.Problem.Edit;
import io.millrace.scheduler.problem.Problem.Machine;
import io.millrace.scheduler.problem.Problem.Settings;
import io.millrace.scheduler.problem.Problem.Wish;
import io.millrace.topology.serde.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads a problem from one line of JSON: the problem itself, or an object that holds it as {@code
 * problem}.
 */
final class ProblemReader {
  private ProblemReader() {}

  /** @throws IllegalArgumentException that says what is wrong, where, and the value */
  static Problem read(String line) {
    try {
      var json = Json.MAPPER.readTree(line);
      return problem(json.has("problem") ? json.get("problem") : json);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static Problem problem(JsonNode json) {
    var nodes = new ArrayList<Machine>();
    object(json, "nodes")
        .properties()
        .forEach(entry -> nodes.add(machine(entry.getKey(), entry.getValue())));
    var services = new ArrayList<Wish>();
    object(json, "services")
        .properties()
        .forEach(entry -> services.add(wish(entry.getKey(), entry.getValue())));
    var edits = new ArrayList<Edit>();
    json.path("edits").forEach(edit -> edits.add(edit(edit)));
    return new Problem(nodes, services, settings(json), whole(json, "cycles", 1), edits);
  }

  private static Settings settings(JsonNode json) {
    var weights = json.path("weights");
    return new Settings(
        whole(json, "strategy", 0),
        number(weights, "cpu", 1),
        number(weights, "memory", 1),
        whole(json, "priority", 0),
        whole(json, "queue_balance", 0));
  }

  private static Machine machine(String id, JsonNode json) {
    var memory = json.path("memory");
    var accelerators = new ArrayList<Accelerator>();
    json.path("accelerator")
        .properties()
        .forEach(entry -> accelerators.add(new Accelerator(
            entry.getKey(),
            entry.getValue().path("accelerator_type").asString(""),
            amount(entry.getValue()))));
    return new Machine(
        id,
        json.path("status").asString("running"),
        amount(object(json, "cpu")),
        memory(memory, "rss"),
        memory(memory, "vms"),
        numbers(json.path("cores").path("capacity")),
        numbers(json.path("cores").path("used")),
        accelerators);
  }

  private static Amount memory(JsonNode memory, String kind) {
    return new Amount(
        number(memory.path("capacity"), kind, 0), number(memory.path("used"), kind, 0));
  }

  private static Amount amount(JsonNode json) {
    return new Amount(number(json, "capacity", 0), number(json, "used", 0));
  }

  private static Wish wish(String id, JsonNode json) {
    var accelerators = new LinkedHashMap<String, Double>();
    var wanted = json.path("accelerator_required");
    wanted
        .properties()
        .forEach(entry -> accelerators.put(entry.getKey(), number(wanted, entry.getKey(), 0)));
    return new Wish(
        id,
        number(json, "cpu_required", 0),
        number(json.path("memory_required"), "rss", 0),
        number(json.path("memory_required"), "vms", 0),
        numbers(json.path("cores_required")),
        accelerators,
        whole(json, "sensitivity", 0),
        whole(json, "replicas", 1),
        whole(json, "running", 0));
  }

  private static Edit edit(JsonNode json) {
    var set = json.path("set");
    if (!set.has("replicas")) {
      throw new IllegalArgumentException("edit %s: only \"replicas\" can be set".formatted(json));
    }
    return new Edit(
        whole(json, "before_cycle", 1),
        json.path("service").asString(""),
        whole(set, "replicas", 0));
  }

  private static JsonNode object(JsonNode json, String name) {
    var value = json.path(name);
    if (!value.isObject()) {
      throw new IllegalArgumentException("%s: an object is wanted, not %s".formatted(name, value));
    }
    return value;
  }

  private static List<Double> numbers(JsonNode array) {
    var all = new ArrayList<Double>();
    for (var element : array) {
      all.add(number("an element", element));
    }
    return all;
  }

  private static double number(JsonNode json, String name, double otherwise) {
    var value = json.path(name);
    return value.isMissingNode() || value.isNull() ? otherwise : number(name, value);
  }

  private static double number(String name, JsonNode value) {
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw new IllegalArgumentException("%s: a number is wanted, not %s".formatted(name, value));
    }
    return value.doubleValue();
  }

  private static int whole(JsonNode json, String name, int otherwise) {
    double value = number(json, name, otherwise);
    if (value != Math.rint(value) || Math.abs(value) > 1e9) {
      throw new IllegalArgumentException(
          "%s: a whole number is wanted, not %s".formatted(name, value));
    }
    return (int) value;
  }
}
