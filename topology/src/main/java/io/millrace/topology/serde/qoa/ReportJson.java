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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the form in which reports stand on the log; {@link ReportWriter} writes it. */
final class ReportJson {
  static final String SCHEMA = "schema";
  static final String SCHEMA_V1 = "io.millrace.qoa.report.v1";

  private ReportJson() {}

  static boolean isReport(JsonNode node) {
    var schema = node.get(SCHEMA);
    return schema != null && schema.isString() && schema.asString().equals(SCHEMA_V1);
  }

  /**
   * @throws InvalidReportException if a field is missing or of another type
   * @throws IllegalArgumentException if a record does not take its value
   */
  static Report read(ObjectNode object) {
    var report = Fields.of(object);
    var source = new Source(
        report.requireText("application"),
        report.requireText("stage"),
        report.requireText("instance"));
    var time = report.time("time");
    if (time == null) {
      throw report.bad("time", "is missing");
    }
    return new Report(
        source,
        reporter(report, source),
        format(report),
        time,
        new Report.Context(report.text("run"), report.text("user"), report.text("correlation")),
        observations(report, source),
        graph(report),
        inferences(report, source),
        extra(report));
  }

  private static Source reporter(Fields report, Source source) {
    var reporter = report.object("reporter");
    return reporter == null
        ? source
        : source.at(reporter.requireText("stage"), reporter.requireText("instance"));
  }

  private static ReportFormat format(Fields report) {
    var text = report.requireText("format");
    var format = ReportFormat.of(text);
    if (format == null) {
      throw report.bad("format", "\"%s\" is none of ours".formatted(text));
    }
    return format;
  }

  private static List<Observation> observations(Fields report, Source source) {
    var observations = new ArrayList<Observation>();
    for (var fields : report.objects("observations")) {
      observations.add(new Observation(
          Objects.requireNonNullElse(fields.text("stage"), source.stage()),
          Objects.requireNonNullElse(fields.text("instance"), source.instance()),
          category(fields),
          fields.requireText("metric"),
          value(fields),
          fields.text("unit"),
          fields.time("started")));
    }
    return observations;
  }

  private static Category category(Fields observation) {
    var text = observation.requireText("category");
    var category = Category.of(text);
    if (category == null) {
      throw observation.bad("category", "\"%s\" is none of ours".formatted(text));
    }
    return category;
  }

  private static Value value(Fields observation) {
    var number = observation.take("value");
    if (number != null) {
      if (!number.isNumber()) {
        throw observation.bad("value", "must be a number, not " + JsonTrees.shown(number));
      }
      return Value.of(number.doubleValue());
    }
    if (observation.has("json")) {
      return new Value.Structured(
          Objects.requireNonNull(JsonTrees.toJdk(observation.takeAny("json")), "json"));
    }
    var text = observation.take("text");
    return text == null
        ? new Value.Invalid(observation.requireText("invalid"))
        : new Value.Text(text.asString());
  }

  private static @Nullable ExecutionGraph graph(Fields report) {
    var graph = report.object("graph");
    if (graph == null) {
      return null;
    }
    var nodes = new ArrayList<ExecutionGraph.Node>();
    for (var node : graph.objects("nodes")) {
      nodes.add(new ExecutionGraph.Node(
          node.requireText("instance"),
          node.text("name"),
          node.text("stage"),
          node.text("functionality"),
          Graphs.texts(node, "previous")));
    }
    return new ExecutionGraph(graph.text("endPoint"), nodes);
  }

  private static List<Inference> inferences(Fields report, Source source) {
    var inferences = new ArrayList<Inference>();
    for (var fields : report.objects("inferences")) {
      var prediction = fields.take("prediction");
      inferences.add(new Inference(
          fields.text("id"),
          Objects.requireNonNullElse(fields.text("stage"), source.stage()),
          Objects.requireNonNullElse(fields.text("instance"), source.instance()),
          prediction == null ? null : JsonTrees.toJdk(prediction),
          Inferences.firstNumber(fields.take("confidence")),
          fields.text("truth"),
          Graphs.texts(fields, "previous")));
    }
    return inferences;
  }

  @SuppressWarnings("unchecked") // an object becomes a map of names
  private static Map<String, Object> extra(Fields report) {
    report.object("extra"); // to refuse what is none
    var extra = report.take("extra");
    return extra == null
        ? Map.of()
        : (Map<String, Object>) Objects.requireNonNull(JsonTrees.toJdk(extra));
  }
}
