package io.millrace.topology.serde.qoa;

import io.millrace.model.qoa.ExecutionGraph;
import io.millrace.model.qoa.Inference;
import io.millrace.model.qoa.Observation;
import io.millrace.model.qoa.Report;
import io.millrace.model.qoa.Value;
import io.millrace.model.qoa.WellFormed;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes the form in which reports stand on the log: what is absent, or the same as the source, is left out. */
final class ReportWriter {
  private static final int FIRST_GUESS = 1024;

  private final JsonGenerator out;

  private ReportWriter(JsonGenerator out) {
    this.out = out;
  }

  static byte[] write(Report report) {
    var bytes = new ByteArrayOutputStream(FIRST_GUESS);
    try (var out = JsonTrees.MAPPER.createGenerator(bytes)) {
      new ReportWriter(out).report(report);
    }
    return bytes.toByteArray();
  }

  private void report(Report report) {
    var source = report.source();
    out.writeStartObject();
    text(ReportJson.SCHEMA, ReportJson.SCHEMA_V1);
    text("application", source.application());
    text("stage", source.stage());
    text("instance", source.instance());
    if (report.isPassedOn()) {
      out.writeName("reporter");
      out.writeStartObject();
      text("stage", report.reporter().stage());
      text("instance", report.reporter().instance());
      out.writeEndObject();
    }
    text("format", report.format().toString());
    text("time", report.eventTime().toString());
    text("run", report.context().run());
    text("user", report.context().user());
    text("correlation", report.context().correlation());
    contents(report);
    out.writeEndObject();
  }

  private void contents(Report report) {
    out.writeName("observations");
    out.writeStartArray();
    report.observations().forEach(observation -> observation(observation, report));
    out.writeEndArray();
    if (report.graph() != null) {
      graph(report.graph());
    }
    if (!report.inferences().isEmpty()) {
      out.writeName("inferences");
      out.writeStartArray();
      report.inferences().forEach(inference -> inference(inference, report));
      out.writeEndArray();
    }
    if (!report.extra().isEmpty()) {
      out.writeName("extra");
      json(report.extra());
    }
  }

  private void observation(Observation observation, Report report) {
    out.writeStartObject();
    place(observation.stage(), observation.instance(), report);
    text("category", observation.category().toString());
    text("metric", observation.metric());
    value(observation.value());
    text("unit", observation.unit());
    if (observation.started() != null) {
      text("started", observation.started().toString());
    }
    out.writeEndObject();
  }

  private void place(String stage, String instance, Report report) {
    text("stage", stage.equals(report.source().stage()) ? null : stage);
    text("instance", instance.equals(report.source().instance()) ? null : instance);
  }

  private void value(Value value) {
    if (value instanceof Value.Numeric number) {
      out.writeName("value");
      number(number.number());
    } else if (value instanceof Value.Text text) {
      text("text", text.text());
    } else if (value instanceof Value.Structured structured) {
      out.writeName("json");
      json(structured.json());
    } else if (value instanceof Value.Invalid invalid) {
      text("invalid", invalid.written());
    }
  }

  private void graph(ExecutionGraph graph) {
    out.writeName("graph");
    out.writeStartObject();
    text("endPoint", graph.endPoint());
    out.writeName("nodes");
    out.writeStartArray();
    graph.nodes().forEach(this::node);
    out.writeEndArray();
    out.writeEndObject();
  }

  private void node(ExecutionGraph.Node node) {
    out.writeStartObject();
    text("instance", node.instance());
    text("name", node.name());
    text("stage", node.stage());
    text("functionality", node.functionality());
    texts("previous", node.previous());
    out.writeEndObject();
  }

  private void inference(Inference inference, Report report) {
    out.writeStartObject();
    text("id", inference.id());
    place(inference.stage(), inference.instance(), report);
    if (inference.prediction() != null) {
      out.writeName("prediction");
      json(inference.prediction());
    }
    if (inference.confidence() != null) {
      out.writeName("confidence");
      out.writeNumber(inference.confidence());
    }
    text("truth", inference.truth());
    texts("previous", inference.previous());
    out.writeEndObject();
  }

  private void texts(String name, List<String> texts) {
    if (!texts.isEmpty()) {
      out.writeName(name);
      json(texts);
    }
  }

  private void text(String name, @Nullable String text) {
    if (text != null) {
      out.writeName(name);
      out.writeString(WellFormed.text(text));
    }
  }

  // Most are counts and sizes, which are shorter without a fraction; -0.0 is not 0.
  private void number(double number) {
    long whole = (long) number;
    if (whole == number && Math.abs(number) < 1e15 && (whole != 0 || 1 / number > 0)) {
      out.writeNumber(whole);
    } else {
      out.writeNumber(number);
    }
  }

  private void json(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      out.writeStartObject();
      map.forEach((name, field) -> {
        out.writeName(WellFormed.text(String.valueOf(name)));
        json(field);
      });
      out.writeEndObject();
    } else if (value instanceof List<?> list) {
      out.writeStartArray();
      list.forEach(this::json);
      out.writeEndArray();
    } else {
      scalar(value);
    }
  }

  private void scalar(@Nullable Object value) {
    if (value == null) {
      out.writeNull();
    } else if (value instanceof Boolean flag) {
      out.writeBoolean(flag);
    } else if (value instanceof Long whole) {
      out.writeNumber(whole);
    } else if (value instanceof BigInteger large) {
      out.writeNumber(large);
    } else if (value instanceof Double number && Double.isFinite(number)) {
      out.writeNumber(number);
    } else if (value instanceof String || value instanceof Double) {
      out.writeString(WellFormed.text(value.toString()));
    } else {
      throw new IllegalArgumentException(
          "%s \"%s\" is no JSON".formatted(value.getClass().getSimpleName(), value));
    }
  }
}
