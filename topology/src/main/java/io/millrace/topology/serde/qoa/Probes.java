package io.millrace.topology.serde.qoa;

import io.millrace.model.qoa.Category;
import io.millrace.model.qoa.Value;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * QoA4ML's probes of machines, processes and containers. Their metrics are {@code cpu_usage}, {@code gpu_usage} and
 * {@code memory_usage}; what they tell in detail follows after a dot, as {@code cpu_usage.core_0}. Of a machine with
 * several cores {@code cpu_usage} is the mean over them.
 */
final class Probes {
  // What a probe calls the whole of what it measured.
  private static final Set<String> WHOLE =
      Set.of("value", "total", "cpu_percentage", "memory_usage");
  private static final String UNIT = "unit";
  private static final String CORE = "core_";

  private Probes() {}

  /** A machine is an instance of the stage {@code system}. */
  static void system(Fields report, ReportDraft draft) {
    report.take("type");
    var metadata = report.requireObject("metadata");
    var node = metadata.text("node_name");
    Client.read(metadata.object("client_info"), draft, "system", node);
    draft.eventTime(report.time("timestamp"));
    var instance = node == null ? draft.reporter().instance() : node;
    resources(report, new ReportDraft.Place("system", instance), draft);
  }

  /** A process is the client that probes itself, else the instance {@code pid-<its number>} of the stage {@code process}. */
  static void process(Fields report, ReportDraft draft) {
    report.take("type");
    var metadata = report.requireObject("metadata");
    var pid = metadata.peekText("pid");
    Client.read(
        metadata.object("client_info"), draft, "process", pid == null ? null : "pid-" + pid);
    draft.eventTime(report.time("timestamp"));
    resources(report, draft.here(), draft);
  }

  /** A container is an instance, by its id, of the stage {@code docker}. */
  static void docker(Fields report, ReportDraft draft) {
    Client.read(report.requireObject("metadata"), draft, "docker", null);
    draft.eventTime(report.time("timestamp"));
    for (var container : report.objects("container_reports")) {
      var id = container.requireObject("metadata").requireText("id");
      resources(container, new ReportDraft.Place("docker", id), draft);
    }
  }

  private static void resources(Fields report, ReportDraft.Place at, ReportDraft draft) {
    usage(report, "cpu", "cpu_usage", at, draft);
    usage(report, "gpu", "gpu_usage", at, draft);
    usage(report, "mem", "memory_usage", at, draft);
  }

  private static void usage(
      Fields report, String field, String metric, ReportDraft.Place at, ReportDraft draft) {
    report.ifObject(field, resource -> {
      var usage = resource.requireObject("usage");
      var unit = usage.text(UNIT);
      for (var name : usage.names()) {
        var value = usage.take(name);
        if (value != null) {
          measured(WHOLE.contains(name) ? metric : metric + "." + name, value, unit, at, draft);
        }
      }
    });
  }

  private static void measured(
      String metric,
      JsonNode value,
      @Nullable String unit,
      ReportDraft.Place at,
      ReportDraft draft) {
    if (value.isObject() && value.has("value") && !value.get("value").isObject()) {
      var own = value.get(UNIT);
      var ownUnit = own != null && own.isString() ? own.asString() : unit;
      draft.observe(at, Category.RESOURCE, metric, value.get("value"), ownUnit);
      return;
    }
    if (value.isObject()) {
      meanOfCores(metric, value, unit, at, draft);
    }
    Flattened.observe(metric, value, unit, Category.RESOURCE, at, draft);
  }

  private static void meanOfCores(
      String metric,
      JsonNode cores,
      @Nullable String unit,
      ReportDraft.Place at,
      ReportDraft draft) {
    double sum = 0;
    int count = 0;
    for (var core : cores.properties()) {
      if (core.getKey().startsWith(CORE) && core.getValue().isNumber()) {
        sum += core.getValue().doubleValue();
        count++;
      }
    }
    if (count > 0) {
      draft.observe(at, Category.RESOURCE, metric, Value.of(sum / count), unit);
    }
  }
}
