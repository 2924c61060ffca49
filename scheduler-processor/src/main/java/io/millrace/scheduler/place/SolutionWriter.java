package io.millrace.scheduler.place;

import io.millrace.scheduler.problem.Solution;
import io.millrace.scheduler.problem.Solution.Cycle;
import io.millrace.scheduler.problem.Solution.Usage;
import io.millrace.topology.serde.Json;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Writes a solution as one line of JSON: {@code {"cycles": [...], "nodes": {...}}}. */
final class SolutionWriter {
  private SolutionWriter() {}

  static String write(Solution solution) {
    var json = Json.MAPPER.createObjectNode();
    var cycles = json.putArray("cycles");
    solution.cycles().forEach(cycle -> write(cycle, cycles.addObject()));
    var nodes = json.putObject("nodes");
    solution.nodes().forEach(usage -> write(usage, nodes.putObject(usage.node())));
    return json.toString();
  }

  private static void write(Cycle cycle, ObjectNode json) {
    json.put("cycle", cycle.cycle());
    var placements = json.putArray("placements");
    cycle
        .placements()
        .forEach(placed -> placements
            .addObject()
            .put("service_id", placed.service())
            .put("replica_no", placed.replica())
            .put("node", placed.node()));
    json.put("error", cycle.error());
    putCounts(json, "unplaced", cycle.unplaced());
    putCounts(json, "running", cycle.running());
    json.put("stuck_in_priority_queue", cycle.stuck());
  }

  private static void write(Usage usage, ObjectNode json) {
    json.put("cpu_used", usage.cpu());
    // ROHE counts memory in whole numbers and everything else in fractions.
    if (usage.rss() == Math.rint(usage.rss())) {
      json.put("rss_used", (long) usage.rss());
    } else {
      json.put("rss_used", usage.rss());
    }
    var cores = json.putArray("cores_used");
    usage.cores().forEach(cores::add);
    var accelerators = json.putObject("acc_used");
    usage.accelerators().forEach(accelerators::put);
    putCounts(json, "services", usage.services());
  }

  private static void putCounts(ObjectNode json, String name, Map<String, Integer> counts) {
    var object = json.putObject(name);
    counts.forEach(object::put);
  }
}
