package io.millrace.topology.serde.qoa;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.qoa.Category;
import io.millrace.model.qoa.Observation;
import io.millrace.model.qoa.Report;
import io.millrace.model.qoa.ReportFormat;
import io.millrace.model.qoa.Source;
import io.millrace.model.qoa.Value;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportSerdeTest {
  private final ReportSerde serde = new ReportSerde();

  private static Report report(List<Observation> observations, Map<String, Object> extra) {
    var source = new Source("a", "s", "i");
    return new Report(
        source,
        source.at("t", "j"),
        ReportFormat.ML_REPORT,
        Instant.parse("2026-03-01T12:00:00.000001Z"),
        new Report.Context("r", null, null),
        observations,
        null,
        List.of(),
        extra);
  }

  @Test
  void form_isPublic() {
    var report = report(
        List.of(
            new Observation(
                "s",
                "i",
                Category.SERVICE,
                "response_time",
                new Value.Numeric(0.5),
                "s",
                Instant.EPOCH),
            new Observation("s", "k", Category.DATA, "n", new Value.Numeric(3)),
            new Observation("s", "i", Category.ML, "t", new Value.Text("")),
            new Observation("s", "i", Category.ML, "v", new Value.Invalid("NaN"))),
        Map.of("note", "x"));
    assertThat(new String(serde.serializer().serialize("t", report), UTF_8)).isEqualTo("""
        {"schema":"io.millrace.qoa.report.v1","application":"a","stage":"s","instance":"i",\
        "reporter":{"stage":"t","instance":"j"},"format":"ml-report","time":"2026-03-01T12:00:00.000001Z","run":"r",\
        "observations":[\
        {"category":"service","metric":"response_time","value":0.5,"unit":"s","started":"1970-01-01T00:00:00Z"},\
        {"instance":"k","category":"data","metric":"n","value":3},\
        {"category":"ml","metric":"t","text":""},\
        {"category":"ml","metric":"v","invalid":"NaN"}],"extra":{"note":"x"}}""");
    assertThat(Reading.overTheLog(report)).isEqualTo(report);
  }

  @Test
  void everyDouble_survives() {
    var numbers = new double[] {
      0.0,
      -0.0,
      1,
      -1,
      0.1,
      1e15,
      999999999999999.0,
      1e16,
      -1e15,
      Long.MAX_VALUE,
      1e300,
      Double.MIN_VALUE,
      Double.MAX_VALUE,
      1 / 3.0,
      4503599627370495.5
    };
    var observations = Arrays.stream(numbers)
        .mapToObj(x -> new Observation("s", "i", Category.ML, "m", new Value.Numeric(x)))
        .toList();
    var report = report(observations, Map.of());
    assertThat(Reading.overTheLog(report)).isEqualTo(report);
  }

  @Test
  void halfASurrogatePair_isReplaced() {
    var report = report(List.of(), Map.of("x\ud800", "\udc00y"));
    assertThat(Reading.overTheLog(report).extra()).isEqualTo(Map.of("x\uFFFD", "\uFFFDy"));
  }

  @Test
  void tombstone_passesThrough() {
    assertThat(serde.serializer().serialize("t", null)).isNull();
    assertThat(serde.deserializer().deserialize("t", null)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                                          | no report",
        "[]                                          | no field \"schema\"",
        "{\"metadata\": {}}                          | no field \"schema\"",
        "{\"schema\": \"io.millrace.qoa.report.v1\"  | no report",
        "{\"schema\": \"io.millrace.qoa.report.v1\"} | application: is missing",
      })
  void otherBytes_areNoReport(String text, String reason) {
    assertThatThrownBy(() -> serde.deserializer().deserialize("topic-1", text.getBytes(UTF_8)))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("topic-1")
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"format\":\"ml-report\" | \"format\":\"fax\"    | format: \"fax\" is none of ours",
        "\"category\":\"data\"    | \"category\":\"odd\"  | observations[0].category: \"odd\" is none of ours",
        "\"value\":3              | \"value\":\"3\"       | observations[0].value: must be a number, not \"3\"",
        "\"value\":3              | \"worth\":3           | observations[0].invalid: is missing",
        "\"extra\":{\"note\":\"x\"} | \"extra\":7         | extra: must be an object, not 7",
      })
  void wrongField_isNamed(String field, String wrong, String reason) {
    var report = report(
        List.of(new Observation("s", "i", Category.DATA, "n", new Value.Numeric(3))),
        Map.of("note", "x"));
    var text = new String(serde.serializer().serialize("t", report), UTF_8);
    assertThat(text).contains(field);
    var bytes = text.replace(field, wrong).getBytes(UTF_8);
    assertThatThrownBy(() -> serde.deserializer().deserialize("t", bytes))
        .hasMessageContaining(reason);
  }
}
