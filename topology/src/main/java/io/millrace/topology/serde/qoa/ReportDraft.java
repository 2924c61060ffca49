package io.millrace.topology.serde.qoa;

import io.millrace.model.qoa.Category;
import io.millrace.model.qoa.ExecutionGraph;
import io.millrace.model.qoa.Inference;
import io.millrace.model.qoa.InvalidReportException;
import io.millrace.model.qoa.Observation;
import io.millrace.model.qoa.Report;
import io.millrace.model.qoa.ReportFormat;
import io.millrace.model.qoa.Source;
import io.millrace.model.qoa.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A report while it is read. */
final class ReportDraft {
  /** Where an observation was made. */
  record Place(String stage, String instance) {}

  private final ReportFormat format;
  private final int maxEntries;
  private Instant eventTime;
  private Source reporter = new Source("", "", "");
  private @Nullable String run;
  private @Nullable String user;
  private @Nullable String correlation;
  private @Nullable ExecutionGraph graph;
  private final List<Observation> observations = new ArrayList<>();
  private final List<Inference> inferences = new ArrayList<>();
  private final Set<String> inferenceIds = new HashSet<>();
  private int entries;

  /** @param arrived the time of a report that does not tell its own */
  ReportDraft(ReportFormat format, Instant arrived, int maxEntries) {
    this.format = format;
    this.eventTime = arrived;
    this.maxEntries = maxEntries;
  }

  void reporter(@Nullable String application, @Nullable String stage, @Nullable String instance) {
    reporter = new Source(orBlank(application), orBlank(stage), orBlank(instance));
  }

  private static String orBlank(@Nullable String text) {
    return Objects.requireNonNullElse(text, "");
  }

  Source reporter() {
    return reporter;
  }

  /** Where the reporter itself is. */
  Place here() {
    return new Place(reporter.stage(), reporter.instance());
  }

  /** That instance, at the stage that the graph tells of, else at the reporter's. */
  Place placeOf(String instance) {
    var stage = graph == null ? null : graph.stageOf(instance);
    var source = reporter.at(stage == null ? reporter.stage() : stage, instance);
    return new Place(source.stage(), source.instance());
  }

  void context(@Nullable String ofRun, @Nullable String ofUser) {
    run = ofRun;
    user = ofUser;
  }

  void correlation(@Nullable String id) {
    correlation = id;
  }

  void eventTime(@Nullable Instant time) {
    if (time != null) {
      eventTime = time;
    }
  }

  void graph(ExecutionGraph of) {
    count(of.nodes().size());
    graph = of;
  }

  void observe(Place at, Category category, String metric, JsonNode value, @Nullable String unit) {
    var timed = value.get("responseTime");
    if (timed != null && timed.isNumber()) { // as QoA4ML's timer has it
      add(at, category, metric, Values.of(timed), unit, started(value.get("startTime")));
    } else {
      add(at, category, metric, Values.of(value), unit, null);
    }
  }

  private static @Nullable Instant started(@Nullable JsonNode seconds) {
    if (seconds == null || !seconds.isNumber()) {
      return null;
    }
    var holder = JsonTrees.MAPPER.createObjectNode();
    holder.set("startTime", seconds);
    return Fields.of(holder).time("startTime");
  }

  void observe(Place at, Category category, String metric, Value value, @Nullable String unit) {
    add(at, category, metric, value, unit, null);
  }

  private void add(
      Place at,
      Category category,
      String metric,
      Value value,
      @Nullable String unit,
      @Nullable Instant started) {
    count(1);
    var source = reporter.at(at.stage(), at.instance());
    observations.add(
        new Observation(source.stage(), source.instance(), category, metric, value, unit, started));
  }

  /** Whether an inference of that id has been added: graphs repeat them. */
  boolean hasInference(@Nullable String id) {
    return id != null && inferenceIds.contains(id);
  }

  void infer(Inference inference) {
    count(1);
    inferences.add(inference);
    if (inference.id() != null) {
      inferenceIds.add(inference.id());
    }
  }

  private void count(int more) {
    entries += more;
    if (entries > maxEntries) {
      throw new InvalidReportException(
          "more than %d observations, inferences and nodes in one report".formatted(maxEntries));
    }
  }

  Report report(Map<String, Object> extra) {
    return new Report(
        reporter,
        reporter,
        format,
        eventTime,
        new Report.Context(run, user, correlation),
        observations,
        graph,
        inferences,
        extra);
  }
}
