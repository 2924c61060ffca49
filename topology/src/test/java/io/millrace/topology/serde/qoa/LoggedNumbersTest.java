package io.millrace.topology.serde.qoa;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.qoa.Category;
import io.millrace.model.qoa.Observation;
import io.millrace.model.qoa.Report;
import io.millrace.model.qoa.ReportFormat;
import io.millrace.model.qoa.Source;
import io.millrace.model.qoa.Value;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoggedNumbersTest {
  private static final Random RANDOM = new Random(4);
  private static final List<Category> CATEGORIES = List.of(Category.values());
  private final LoggedNumbers numbers = new LoggedNumbers(ReportLimits.DEFAULTS);

  /** The general reader is the judge: numbers, places and times of both are the same. */
  @Test
  void numbers_areThoseOfTheReport() {
    for (int i = 0; i < 2000; i++) {
      var report = report();
      assertThat(numbers.read(bytes(report))).isTrue();
      var entry = new ReportReader(ReportLimits.DEFAULTS)
          .read(bytes(report), Instant.EPOCH)
          .get(0);
      var read = ((ReportReader.Read) entry).report();
      assertThat(numbers.source()).isEqualTo(read.source());
      assertThat(numbers.isPassedOn()).isEqualTo(read.isPassedOn());
      assertThat(numbers.eventTimeMillis()).isEqualTo(read.eventTime().toEpochMilli());
      var counted = new ArrayList<String>();
      for (var observation : read.observations()) {
        if (observation.value() instanceof Value.Numeric number) {
          counted.add(shown(observation, number.number()));
        } else if (observation.value() instanceof Value.Invalid) {
          counted.add(shown(observation, Double.NaN));
        }
      }
      assertThat(shown()).isEqualTo(counted);
    }
  }

  private static String shown(Observation observation, double value) {
    return "%s %s %s".formatted(observation.category(), observation.metric(), value);
  }

  private List<String> shown() {
    var all = new ArrayList<String>();
    for (int i = 0; i < numbers.size(); i++) {
      all.add("%s %s %s".formatted(numbers.category(i), numbers.metric(i), numbers.value(i)));
    }
    return all;
  }

  private static byte[] bytes(Report report) {
    return new ReportSerde().serializer().serialize("t", report);
  }

  private static Report report() {
    var source = new Source("a/" + RANDOM.nextInt(3), " s", "i".repeat(1 + RANDOM.nextInt(100)));
    var observations = new ArrayList<Observation>();
    for (int i = RANDOM.nextInt(30); i > 0; i--) {
      observations.add(new Observation(
          source.stage(),
          source.instance(),
          CATEGORIES.get(RANDOM.nextInt(CATEGORIES.size())),
          "m\u00e9 \uD83D\uDE00".substring(0, 1 + RANDOM.nextInt(2)) + RANDOM.nextInt(9),
          value(),
          RANDOM.nextBoolean() ? "ms" : null,
          RANDOM.nextBoolean() ? Instant.ofEpochSecond(RANDOM.nextInt()) : null));
    }
    observations.removeIf(o -> o.started() != null && o.started().isBefore(Instant.EPOCH));
    return new Report(
        source,
        RANDOM.nextBoolean() ? source : source.at("other", "x"),
        ReportFormat.ML_REPORT,
        Instant.ofEpochSecond(RANDOM.nextInt(Integer.MAX_VALUE), RANDOM.nextInt(1_000_000_000)),
        new Report.Context("r", null, RANDOM.nextBoolean() ? "c" : null),
        observations,
        null,
        List.of(),
        RANDOM.nextBoolean() ? Map.of() : Map.of("deep", List.of(Map.of("x", List.of(1L)), "y")));
  }

  private static Value value() {
    return switch (RANDOM.nextInt(5)) {
      case 0 -> new Value.Text("5");
      case 1 -> new Value.Structured(List.of(List.of(1L, 2L), Map.of("a", 1.5)));
      case 2 -> new Value.Invalid("NaN");
      case 3 -> new Value.Numeric(RANDOM.nextInt(100));
      default -> new Value.Numeric(RANDOM.nextGaussian() * Math.pow(10, RANDOM.nextInt(200) - 100));
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"schema\": 1}",
        "{\"schema\": \"io.millrace.qoa.report.v1\", \"application\": \"a\", \"stage\": \"s\", \"instance\": \"i\"}",
        "{\"schema\": \"io.millrace.qoa.report.v1\", \"application\": \"a\", \"stage\": \"s\", \"instance\": \"i\", \"time\": \"now\"}",
        "{\"schema\": \"io.millrace.qoa.report.v1\", \"application\": \"a\", \"stage\": \"s\", \"instance\": 5, \"time\": \"2026-01-01T00:00:00Z\"}",
        "{\"schema\": \"io.millrace.qoa.report.v1\", \"application\": \"a\", \"stage\": \"s\", \"instance\": \"i\", \"time\": \"2026-01-01T00:00:00Z\"",
        "{\"schema\": \"io.millrace.qoa.report.v1\", \"application\": \"a\", \"stage\": \"s\", \"instance\": \"i\", \"time\": \"2026-01-01T00:00:00Z\"} {}",
        "{\"schema\": \"io.millrace.qoa.report.v1\", \"application\": \"a\", \"stage\": \"s\", \"instance\": \"i\", \"time\": \"2026-01-01T00:00:00Z\", \"observations\": [{\"category\": \"service\", \"metric\": \"m\", \"value\": \"5\"}]}",
        "{\"schema\": \"io.millrace.qoa.report.v1\", \"application\": \"a\", \"stage\": \"s\", \"instance\": \"i\", \"time\": \"2026-01-01T00:00:00Z\", \"observations\": [{\"category\": \"service\", \"value\": 5}]}"
      })
  void whatIsNotExactlyOfTheForm_isLeftToOthers(String body) {
    assertThat(numbers.read(body.getBytes(UTF_8))).isFalse();
  }

  @Test
  void times_areThoseOfTheLibrary() {
    for (int i = 0; i < 100_000; i++) {
      var text = Instant.ofEpochSecond(
              (long) (RANDOM.nextDouble() * 7_258_118_400L),
              RANDOM.nextInt(4) == 0 ? 0 : RANDOM.nextInt(1_000_000_000))
          .toString();
      if (RANDOM.nextInt(3) == 0) {
        var spoilt = new StringBuilder(text);
        spoilt.setCharAt(
            RANDOM.nextInt(text.length()), "0123456789:-TZ. ".charAt(RANDOM.nextInt(16)));
        text = spoilt.toString();
      }
      long millis = UtcTime.millis(text.toCharArray(), 0, text.length());
      if (millis != UtcTime.NONE) {
        assertThat(millis).as(text).isEqualTo(Instant.parse(text).toEpochMilli());
      } else {
        assertThat(isPlain(text)).as(text).isFalse();
      }
    }
  }

  /** A time of this form in these years, which must be read. */
  private static boolean isPlain(String text) {
    try {
      var time = Instant.parse(text);
      return text.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z")
          && !text.contains("T24:")
          && !text.contains(":60")
          && time.compareTo(Instant.EPOCH) >= 0
          && time.isBefore(Instant.parse("2200-01-01T00:00:00Z"));
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
