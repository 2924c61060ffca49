package io.millrace.topology.serde.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.application.InvalidApplicationException;
import io.millrace.model.application.StreamConfig;
import io.millrace.model.application.StreamConfig.Aggregate;
import io.millrace.model.application.StreamConfig.Function;
import io.millrace.model.application.StreamConfig.Metric;
import io.millrace.model.application.WindowLength;
import io.millrace.model.application.WindowLength.Count;
import io.millrace.model.application.WindowLength.Time;
import io.millrace.topology.serde.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamConfigReaderTest {
  private static final String CAMERAS = """
      {"window": {"interval": {"type": 2, "value": 3}, "size": {"type": 2, "value": 100}},
       "processing": {"function": "detect_local_outlier_factor",
         "parser": {"name": "camera",
           "metric": {"inference": ["accuracy", "confidence"],
                      "data": [{"name": "width", "stage": "Prepare", "aggregate": "max"}]},
           "feature": [["accuracy"], ["accuracy", "width"]]}}}
      """;

  private static StreamConfigReader.Reading read(String json) {
    return StreamConfigReader.read(Json.MAPPER.readTree(json));
  }

  private static String window(String type, String intervalType) {
    return """
        {%s"window": {"interval": {"type": %s, "value": 3}, "size": {"type": %s, "value": 100}}}
        """.formatted("", intervalType, type);
  }

  @Test
  void agentsFile_isRead() {
    var config = read(CAMERAS).config();
    assertThat(config.interval()).isEqualTo(new Count(3));
    assertThat(config.size()).isEqualTo(new Count(100));
    assertThat(config.parser()).isEqualTo("camera");
    assertThat(config.metrics())
        .containsExactly(
            new Metric("inference", "accuracy", null, Aggregate.MEAN),
            new Metric("inference", "confidence", null, Aggregate.MEAN),
            new Metric("data", "width", "Prepare", Aggregate.MAX));
    assertThat(config.features())
        .containsExactly(List.of("accuracy"), List.of("accuracy", "width"));
    assertThat(config.functions())
        .containsExactly(new Function("local-outlier-factor", false, Map.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, '', true, true",
    "2, 2, '', false, false",
    "1, 1, v0, true, true",
    "2, 2, v1, false, false",
    "1, 1, v2, true, false",
    "2, 1, v2, true, true",
    "'\"time\"', '\"count\"', '', false, true",
    "'\"event\"', '\"time\"', v2, true, false"
  })
  void typesOfWindows_areThoseOfTheGeneration(
      String size, String interval, String generation, boolean intervalIsTime, boolean sizeIsTime) {
    var json = window(size, interval);
    if (!generation.isEmpty()) {
      json = json.replaceFirst("\\{", "{\"generation\": \"%s\", ".formatted(generation));
    }
    // no interval is longer than its size, whatever their types
    var config = read(json).config();
    assertThat(config.interval() instanceof Time).isEqualTo(intervalIsTime);
    assertThat(config.size() instanceof Time).isEqualTo(sizeIsTime);
    WindowLength hundred = sizeIsTime ? new Time(Duration.ofSeconds(100)) : new Count(100);
    assertThat(config.size()).isEqualTo(hundred);
  }

  @Test
  void typeThatGenerationsReadDifferently_isNoted() {
    assertThat(read(CAMERAS).notes()).singleElement().asString().contains("size.type", "as count");
    assertThat(read(window("\"count\"", "2")).notes()).isEmpty();
  }

  @Test
  void switchesFile_getsFunctionsOfDifferences_andItsModuleIsNoted() {
    var reading = read(CAMERAS
        .replace("\"function\": \"", "\"module\": \"sdn\", \"function\": \"sdn_")
        .replace("max", "sum"));
    assertThat(reading.config().functions())
        .containsExactly(new Function("local-outlier-factor", true, Map.of()));
    assertThat(reading.config().metrics().get(2).aggregate()).isEqualTo(Aggregate.SUM);
    assertThat(reading.notes()).anySatisfy(note -> assertThat(note).contains("processing.module"));
  }

  @Test
  void ownFunctions_haveSettingsAndExpressions() {
    var config = read("""
        {"window": {"interval": {"type": "time", "value": 30}, "size": {"type": "time", "value": "1m"},
                    "grace": "2s"},
         "processing": {
           "functions": ["statistics", {"name": "isolation-forest", "differences": true, "settings": {"trees": 10}}],
           "expressions": {"slow": "stats.time.p95 > 5"},
           "parser": {"metric": ["time"]}}}
        """).config();
    assertThat(config.size()).isEqualTo(new Time(Duration.ofMinutes(1)));
    assertThat(config.grace()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.features()).containsExactly(List.of("time"));
    assertThat(config.functions())
        .containsExactly(
            new Function("statistics", false, Map.of()),
            new Function("isolation-forest", true, Map.of("trees", 10)),
            new Function(
                "expression", false, Map.of("expressions", Map.of("slow", "stats.time.p95 > 5"))));
  }

  @Test
  void allMistakes_areNamedAtOnce() {
    assertThatThrownBy(() -> read("""
            {"window": {"interval": {"type": 3, "value": 3}, "size": {"type": 1, "value": -1}},
             "processing": {"function": "dummy",
               "parser": {"metric": {"data": [{"stage": "a"}, {"name": "b", "aggregate": "median"}]},
                          "feature": [[1]]}}}
            """))
        .isInstanceOf(InvalidApplicationException.class)
        .hasMessageContaining("stream_config.window.interval.type: 1, 2,")
        .hasMessageContaining("stream_config.window.size.value: PT-1S is not within")
        .hasMessageContaining("metric.data[0].name: is missing")
        .hasMessageContaining("metric.data[1].aggregate: one of [mean, max, min, sum] is wanted")
        .hasMessageContaining("feature[0]: a metric's name is wanted, not 1");
    assertThatThrownBy(() -> read("{}")).hasMessage("stream_config.window: is missing");
    assertThatThrownBy(() -> read("[]")).hasMessageContaining("an object is wanted, not []");
  }

  @Test
  void whatDoesNotFitTogether_isRefused() {
    assertThatThrownBy(() -> read(CAMERAS.replace("[\"accuracy\", \"width\"]", "[\"height\"]")))
        .hasMessageContaining(
            "feature[1]: \"height\" is no metric of the parser; there are [accuracy, confidence, width]");
    assertThatThrownBy(() -> read(CAMERAS.replace("\"value\": 3", "\"value\": 101")))
        .hasMessageContaining("window.interval: 101 reports is longer than the size 100 reports");
    assertThatThrownBy(() -> read(CAMERAS.replace("confidence", "accuracy")))
        .hasMessageContaining("there are two named \"accuracy\"");
    assertThatThrownBy(() -> read("""
            {"window": {"interval": {"type": "time", "value": 0.001}, "size": {"type": "time", "value": 3600}}}
            """)).hasMessageContaining("more than 10000 windows");
    assertThatThrownBy(() -> read(CAMERAS.replaceAll("(?s)\"metric\".*]]", "\"name\": \"x\"")))
        .hasMessageContaining("parser.metric: is missing");
  }

  @Test
  void whatIsWritten_isReadAgain_alsoByTheGenerationThatTurnsTypes() {
    for (var json : List.of(CAMERAS, CAMERAS.replaceFirst("\\{", "{\"generation\": \"v2\", "))) {
      StreamConfig config = read(json).config();
      var again = StreamConfigReader.read(StreamConfigJson.write(config));
      assertThat(again.config()).isEqualTo(config);
      assertThat(Objects.requireNonNull(again.notes())).isEmpty();
    }
  }
}
