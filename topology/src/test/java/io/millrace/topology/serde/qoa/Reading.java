package io.millrace.topology.serde.qoa;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.qoa.Observation;
import io.millrace.model.qoa.Report;
import io.millrace.model.qoa.Value;
import java.time.Instant;
import java.util.List;

/** Reads bodies as the ingress does. */
final class Reading {
  static final Instant ARRIVED = Instant.parse("2026-03-01T12:00:00Z");

  private Reading() {}

  static List<ReportReader.Entry> entries(String body) {
    return new ReportReader(ReportLimits.DEFAULTS).read(body.getBytes(UTF_8), ARRIVED);
  }

  /** The one report of a body, which must survive the log unchanged, whole and in parts. */
  static Report report(String body) {
    var entries = entries(body);
    assertThat(entries).singleElement().isInstanceOf(ReportReader.Read.class);
    var report = ((ReportReader.Read) entries.get(0)).report();
    assertThat(overTheLog(report)).isEqualTo(report);
    report.bySource().forEach(part -> assertThat(overTheLog(part)).isEqualTo(part));
    return report;
  }

  static Report overTheLog(Report report) {
    try (var serde = new ReportSerde()) {
      var bytes = serde.serializer().serialize("t", report);
      return serde.deserializer().deserialize("t", bytes);
    }
  }

  /** Why the one part of a body is refused. */
  static String refusal(String body) {
    var entries = entries(body);
    assertThat(entries).singleElement().isInstanceOf(ReportReader.Refused.class);
    return ((ReportReader.Refused) entries.get(0)).reason();
  }

  /** An observation in one line: {@code stage/instance category metric=value unit}. */
  static String line(Observation o) {
    return "%s/%s %s %s=%s%s"
        .formatted(
            o.stage(),
            o.instance(),
            o.category(),
            o.metric(),
            shown(o.value()),
            o.unit() == null ? "" : " " + o.unit());
  }

  static List<String> lines(Report report) {
    return report.observations().stream().map(Reading::line).toList();
  }

  private static String shown(Value value) {
    if (value instanceof Value.Numeric number) {
      return String.valueOf(number.number());
    }
    if (value instanceof Value.Text text) {
      return "'" + text.text() + "'";
    }
    if (value instanceof Value.Structured structured) {
      return String.valueOf(structured.json());
    }
    return "!" + ((Value.Invalid) value).written();
  }
}
