package io.millrace.topology.serde.qoa;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.serde.qoa.ReportReader.Entry;
import io.millrace.topology.serde.qoa.ReportReader.Read;
import io.millrace.topology.serde.qoa.ReportReader.Refused;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies of several reports, and bad input. */
class ReportReaderTest {
  private static final String GOOD = """
      {"metadata":{"application_name":"a","stage_id":"s","instance_id":"i"},"timestamp":1.0,"report":{"x":1}}""";

  private static String with(String report) {
    return GOOD.replace("{\"x\":1}", report);
  }

  private static String ml(String service) {
    return """
        {"metadata": {"client_config": {"application_name": "a", "stage_id": "s", "instance_id": "i"}},
         "service": %s, "ml_inference": {}}""".formatted(service);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                             | it is empty",
        "`  `                           | it is empty",
        "nonsense                       | not JSON at byte",
        "{\"metadata\": {               | ends before it is complete",
        "[                              | ends before it is complete",
        "5                              | must be an object, not 5",
        "null                           | must be an object, not null",
        "{}                             | it has no fields",
        "{\"a\": 1, \"b\": 2}           | it has the fields a, b",
        "{\"metadata\": 5}              | metadata: must be an object, not 5",
        "{\"metadata\": {\"application_name\": [1]}}            | application_name: must be a text, not a list",
        "{\"metadata\": {\"timestamp\": \"noon\"}}              | metadata.timestamp: must be a time in seconds since 1970",
        "{\"metadata\": {\"timestamp\": 1772366400000}}         | not 1772366400000",
        "{\"metadata\": {\"timestamp\": -5}}                    | not -5",
        "{\"metadata\": {\"timestamp\": NaN}}                   | metadata.timestamp: must be a time",
        "{\"metadata\": {\"client_config\": \"x\"}, \"data\": {}} | metadata.client_config: must be an object, not \"x\"",
        "{\"metadata\": {}, \"report\": [1]}                    | report: must be an object, not a list",
        "{\"metadata\": {}, \"ml_inference\": 4}                | ml_inference: must be an object, not 4",
        "{\"metadata\": {}, \"ml_inference\": {\"i\": {\"metrics\": [{}]}}} | ml_inference.i.metrics[0].metric_name: is missing",
        "{\"metadata\": {}, \"metrics\": [7]}                   | metrics[0]: must be an object, not 7",
        "{\"metadata\": {}, \"execution_graph\": {\"linked_list\": []}} | execution_graph.linked_list: must be an object, not a list",
        "{\"metadata\": {}, \"quality\": true}                  | quality: must be an object, not true",
        "{\"metadata\": {}, \"container_reports\": {}}          | container_reports: must be a list, not an object",
        "{\"metadata\": {}, \"container_reports\": [{\"metadata\": {}}]} | metadata.id: is missing",
        "{\"metadata\": {}, \"cpu\": 5, \"mem\": {}}            | cpu: must be an object, not 5",
        "{\"metadata\": {}, \"cpu\": {}, \"mem\": {}}           | cpu.usage: is missing",
        "{\"service_name\": {}, \"name\": \"x\"}                | service_name: must be a text, not an object",
        "{\"service_name\": \"s\", \"name\": \"x\", \"labels\": []} | labels: must be an object, not a list",
        "{\"schema\": \"io.millrace.qoa.report.v1\"}            | application: is missing",
      })
  void badBody_isRefused_withWhatAndWhich(String body, String reason) {
    assertThat(Reading.refusal(body)).contains(reason).hasSizeLessThan(310);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "NaN             | !NaN",
        "Infinity        | !Infinity",
        "-Infinity       | !-Infinity",
        "1e999           | !Infinity",
        "null            | !null",
        "\"0.5\"         | '0.5'",
        "\"\\ud800\"     | '\uFFFD'",
        "[[1, NaN], []]  | [[1, NaN], []]",
        "{\"a\": [null]} | {a=[null]}",
        "false           | false",
        "-0.0            | -0.0",
        "123456789012345678901234567890 | 1.2345678901234568E29",
        "4.9E-324        | 4.9E-324",
      })
  void oddValue_isKeptForWhatItIs(String written, String read) {
    var report = Reading.report(
        ml("{\"s\": {\"metrics\": {\"m\": {\"i\": {\"records\": [%s]}}}}}").replace("%s", written));
    assertThat(Reading.lines(report)).containsExactly("s/i service m=" + read);
  }

  @Test
  void valueInPlaceOfAMetric_isTaken() {
    assertThat(Reading.lines(Reading.report(ml("{\"s\": {\"metrics\": {\"m\": {\"i\": 0.5}}}}"))))
        .containsExactly("s/i service m=0.5");
  }

  @Test
  void clockAheadOrBehind_isKept() {
    var ahead = Reading.ARRIVED.plus(Duration.ofHours(1));
    var behind = Reading.ARRIVED.minus(Duration.ofDays(1));
    for (var time : List.of(ahead, behind)) {
      var report = GOOD.replace("1.0", String.valueOf(time.getEpochSecond()));
      assertThat(Reading.report(report).eventTime()).isEqualTo(time);
    }
  }

  @Test
  void secondsOfADouble_areKeptToTheMicrosecond() {
    assertThat(Reading.report(GOOD.replace("1.0", "1795293299.6427774")).eventTime())
        .isEqualTo(Instant.parse("2026-11-21T20:34:59.642777Z"));
  }

  @Test
  void batch_isReadReportByReport() {
    var body = "[%s, 5, {\"metadata\": 1}, [%s], %s]".formatted(GOOD, GOOD, with("{\"y\":2}"));
    var entries = Reading.entries(body);
    assertThat(entries).extracting(Entry::index).containsExactly(0, 1, 2, 3, 4);
    assertThat(entries)
        .hasExactlyElementsOfTypes(
            Read.class, Refused.class, Refused.class, Refused.class, Read.class);
    assertThat(text(entries.get(1))).isEqualTo("5");
    assertThat(text(entries.get(2))).isEqualTo("{\"metadata\": 1}");
    assertThat(text(entries.get(3))).isEqualTo("[%s]".formatted(GOOD));
  }

  private static String text(Entry entry) {
    return new String(((Refused) entry).bytes(), UTF_8);
  }

  @Test
  void emptyBatch_hasNoEntries() {
    assertThat(Reading.entries("[]")).isEmpty();
  }

  @Test
  void reportsOneAfterTheOther_areAllRead() {
    assertThat(Reading.entries(GOOD + "\n" + GOOD + "\n"))
        .hasExactlyElementsOfTypes(Read.class, Read.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"metadata\"", "nonsense]", "{\"a\": tru}]", "\"\\x\"]"})
  void brokenBatch_keepsWhatWasReadBefore(String rest) {
    var entries = Reading.entries("[%s,%s".formatted(GOOD, rest));
    assertThat(entries).hasExactlyElementsOfTypes(Read.class, Refused.class);
    assertThat(text(entries.get(1))).contains(rest);
  }

  @Test
  void everyTruncation_isRefused_andNeverThrows() {
    for (int end = 0; end < GOOD.length(); end++) {
      assertThat(Reading.refusal(GOOD.substring(0, end))).isNotBlank();
    }
  }

  @Test
  void reportOf5Megabytes_isRefused_andTheNextIsRead() {
    var large = with("{\"x\":\"%s\"}".formatted("a".repeat(5 << 20)));
    var entries = Reading.entries("[%s,%s]".formatted(large, GOOD));
    assertThat(entries).hasExactlyElementsOfTypes(Refused.class, Read.class);
    assertThat(((Refused) entries.get(0)).reason())
        .isEqualTo("its %d bytes are more than the 1048576 of a report".formatted(large.length()));
    assertThat(text(entries.get(0))).isEqualTo(large);
  }

  @Test
  void nesting_isLimited_andTheNextIsRead() {
    var fits =
        with("[".repeat(61) + "]".repeat(61)).replace("\"report\":", "\"report\":{\"x\":") + "}";
    assertThat(Reading.report(fits).observations()).hasSize(1);
    var deep = with("{\"x\":%s}".formatted("[".repeat(500) + "]".repeat(500)));
    var entries = Reading.entries("[%s,%s]".formatted(deep, GOOD));
    assertThat(entries).hasExactlyElementsOfTypes(Refused.class, Read.class);
    assertThat(((Refused) entries.get(0)).reason()).isEqualTo("it nests deeper than 64 levels");
  }

  @Test
  void hugeNesting_breaksTheBodyOff() {
    var huge = with("[".repeat(200_000));
    var entries = Reading.entries("[%s,%s".formatted(GOOD, huge));
    assertThat(entries).hasExactlyElementsOfTypes(Read.class, Refused.class);
    assertThat(((Refused) entries.get(1)).reason()).contains("nesting depth").hasSizeLessThan(200);
  }

  @Test
  void observations_areLimited() {
    var fields = IntStream.rangeClosed(0, 10_000)
        .mapToObj(i -> "\"m%d\":1".formatted(i))
        .collect(Collectors.joining(",", "{", "}"));
    assertThat(Reading.refusal(with(fields)))
        .isEqualTo("more than 10000 observations, inferences and nodes in one report");
  }

  @Test
  void reportsOfABody_areLimited() {
    var reader = new ReportReader(new ReportLimits(2, 1 << 20, 64, 100));
    var body = "[%s,%s,%s,%s]".formatted(GOOD, GOOD, GOOD, GOOD);
    var entries = reader.read(body.getBytes(UTF_8), Reading.ARRIVED);
    assertThat(entries).hasExactlyElementsOfTypes(Read.class, Read.class, Refused.class);
    assertThat(text(entries.get(2))).isEqualTo("%s,%s]".formatted(GOOD, GOOD));
  }

  @Test
  void longNames_areRefusedByName() {
    assertThat(Reading.refusal(GOOD.replace("\"s\"", "\"%s\"".formatted("s".repeat(201)))))
        .startsWith("stage: longer than 200 characters");
    assertThat(Reading.refusal(with("{\"%s\":1}".formatted("m".repeat(201)))))
        .startsWith("metric: longer than 200 characters");
  }

  @Test
  void textInUtf16_isRead_andBytesThatAreNoText_areRefused() {
    var reader = new ReportReader(ReportLimits.DEFAULTS);
    assertThat(reader.read(GOOD.getBytes(UTF_16), Reading.ARRIVED))
        .hasExactlyElementsOfTypes(Read.class);
    var latin = GOOD.replace("\"a\"", "\"ä\"").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(reader.read(latin, Reading.ARRIVED)).hasExactlyElementsOfTypes(Refused.class);
  }

  @Test
  void ownForm_isReadAgain() {
    var report = Reading.report(GOOD);
    try (var serde = new ReportSerde()) {
      var bytes = serde.serializer().serialize("t", report);
      assertThat(Reading.report(new String(bytes, UTF_8))).isEqualTo(report);
    }
  }
}
