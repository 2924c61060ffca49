package io.millrace.model.qoa;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an application reports of itself: the one form into which all that probes send is brought.
 *
 * @param source the place this report is about, which keys it; as read it is the reporter
 * @param reporter the place that sent it; a probe may pass on what others observed
 * @param eventTime the report's own time, as its clock had it; where it has none, when it arrived
 * @param graph how the answer came about, where the report tells
 * @param extra the fields that are not known here, as JSON of JDK types where they stood; not to be changed
 */
public record Report(
    Source source,
    Source reporter,
    ReportFormat format,
    Instant eventTime,
    Context context,
    List<Observation> observations,
    @Nullable ExecutionGraph graph,
    List<Inference> inferences,
    Map<String, Object> extra) {

  /**
   * What a report belongs to beside its source.
   *
   * @param run of an experiment or pipeline
   * @param user or tenant
   * @param correlation of reports about the same request
   */
  public record Context(
      @Nullable String run, @Nullable String user, @Nullable String correlation) {
    public static final Context NONE = new Context(null, null, null);
  }

  public Report {
    observations = List.copyOf(observations);
    inferences = List.copyOf(inferences);
  }

  /** Whether another place than the source sent it. */
  public boolean isPassedOn() {
    return !source.equals(reporter);
  }

  /**
   * The same as one report for each source, so that each can go under its key. The reporter's own keeps the graph and
   * the extra fields; it is left out if nothing is left for it.
   */
  public List<Report> bySource() {
    var parts = new LinkedHashMap<Source, Part>();
    for (var observation : observations) {
      part(parts, observation.stage(), observation.instance()).observations.add(observation);
    }
    for (var inference : inferences) {
      part(parts, inference.stage(), inference.instance()).inferences.add(inference);
    }
    if (graph != null || !extra.isEmpty() || parts.isEmpty()) {
      part(parts, source.stage(), source.instance());
    }
    var reports = new ArrayList<Report>(parts.size());
    parts.forEach((at, part) -> reports.add(at(at, part)));
    return Collections.unmodifiableList(reports);
  }

  private static final class Part {
    final List<Observation> observations = new ArrayList<>();
    final List<Inference> inferences = new ArrayList<>();
  }

  private Part part(Map<Source, Part> parts, String stage, String instance) {
    return parts.computeIfAbsent(source.at(stage, instance), at -> new Part());
  }

  private Report at(Source at, Part part) {
    boolean own = at.equals(source);
    return new Report(
        at,
        reporter,
        format,
        eventTime,
        context,
        part.observations,
        own ? graph : null,
        part.inferences,
        own ? extra : Map.of());
  }
}
