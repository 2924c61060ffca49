package io.millrace.topology.serde.qoa;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.qoa.Measurement;
import io.millrace.model.qoa.Measurements;
import io.millrace.model.qoa.Observation;
import io.millrace.model.qoa.Source;
import io.millrace.model.qoa.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The general reader is the judge: what both read they read alike, and what it refuses is not read here either. */
class ProbeNumbersTest {
  private static final Random RANDOM = new Random(7);
  private static final long ARRIVED = 1_772_366_400_123L;

  private static final String CLIENT = """
      "metadata": {
        "client_config": {"user_id": "ann", "instance_id": "agg", "stage_id": "aggregate",
          "application_name": "cctv", "run_id": "r", "role": "", "logging_level": 2},
        "timestamp": 1772366400.0714, "corr_id": "q-1", "runtime": 0.0005},
      """;
  private static final String SERVICE = """
      "service": {"prepare": {"name": "prepare", "metrics": {"response_time": {
        "prep": {"metric_name": "response_time", "records": [0.125, 2], "unit": "s", "description": null},
        "m1": {"metric_name": "response_time", "records": [{"startTime": 1772366399.5, "responseTime": 0.25}]},
        "m2": 0.5, "m3": null, "m4": "slow"}}}},
      "data": {"prepare": {"name": "prepare", "metrics": {
        "image_width": {"prep": {"metric_name": "image_width", "records": [640], "unit": null}},
        "shape": {"prep": {"records": [[640, 480]]}}}}}""";
  private static final String ENSEMBLE = """
      {%s
       "inference_report": {%s,
        "ml_specific": {
          "end_point": {"inference_id": "e", "instance_id": "agg", "functionality": "max", "metrics": [
            {"metric_name": "confidence", "records": [0.75]}], "prediction": {"car": 0.75}},
          "linked_list": {
            "m1": {"previous": [], "instance": {"inference_id": "a", "instance_id": "m1", "functionality": "onnx",
              "metrics": [{"metric_name": "confidence", "records": [0.5]}], "prediction": {"car": 0.5}}},
            "agg": {"previous": [
                {"inference_id": "a", "instance_id": "m1", "metrics": [
                  {"metric_name": "confidence", "records": [0.5]}], "prediction": {"car": 0.5}},
                {"inference_id": "b", "instance_id": "m2", "metrics": [
                  {"metric_name": "confidence", "records": ["high"]},
                  {"metric_name": "margin", "records": 0.1, "unit": null}], "prediction": "car"}],
              "instance": {"inference_id": "e", "instance_id": "agg", "functionality": "max", "metrics": [
                {"metric_name": "confidence", "records": [0.75]}], "prediction": {"car": 0.75}}}}}},
       "execution_graph": {
        "end_point": {"id": "agg", "name": "join", "functionality": "max", "stage": "aggregate"},
        "linked_list": {
          "prep": {"previous": [], "instance": {"id": "prep", "name": "crop", "functionality": "", "stage": "prepare"}},
          "m1": {"previous": [{"id": "prep", "name": "crop", "stage": "prepare"}],
            "instance": {"id": "m1", "name": "yolo", "functionality": "onnx", "stage": "detect", "zone": "edge"}},
          "agg": {"previous": [{"id": "m1"}, {"id": "m2", "stage": "detect"}],
            "instance": {"id": "agg", "name": "join", "functionality": "max", "stage": "aggregate"}}}}}""".formatted(CLIENT, SERVICE);
  private static final String APPLICATION = """
      {%s
       %s,
       "ml_inference": {
        "m1": {"inference_id": "a", "instance_id": "m1", "functionality": "onnx",
          "metrics": [{"metric_name": "confidence", "records": [0.5, null, 1e999]}], "prediction": {"car": 0.5}},
        "agg": {"metrics": [{"metric_name": "confidence", "records": [0.25]}]}}}""".formatted(CLIENT, SERVICE);

  private final ProbeNumbers numbers = new ProbeNumbers(ReportLimits.DEFAULTS);

  private @Nullable List<Measurements> read(byte[] body) {
    var found = numbers.read(body, ARRIVED);
    return found == null
        ? null
        : found.stream().filter(one -> !one.values().isEmpty()).toList();
  }

  /** As the general reader has it; null if it refuses the body or a part of it. */
  private static @Nullable List<Measurements> judged(byte[] body) {
    var all = new ArrayList<Measurements>();
    for (var entry :
        new ReportReader(ReportLimits.DEFAULTS).read(body, Instant.ofEpochMilli(ARRIVED))) {
      if (!(entry instanceof ReportReader.Read read)) {
        return null;
      }
      for (var report : read.report().bySource()) {
        var values = new ArrayList<Measurement>();
        report.observations().forEach(one -> add(one, values));
        if (!values.isEmpty()) {
          all.add(new Measurements(
              report.source(), report.isPassedOn(), report.eventTime().toEpochMilli(), values));
        }
      }
    }
    return all;
  }

  private static void add(Observation one, List<Measurement> to) {
    if (one.value() instanceof Value.Numeric number) {
      to.add(new Measurement(one.category(), one.metric(), number.number()));
    } else if (one.value() instanceof Value.Invalid) {
      to.add(new Measurement(one.category(), one.metric(), Double.NaN));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {ENSEMBLE_NAME, APPLICATION_NAME})
  void reportAsItsClientWritesIt_isRead(String name) {
    var body = text(name).getBytes(UTF_8);
    assertThat(read(body)).isNotNull().isNotEmpty().isEqualTo(judged(body));
  }

  private static final String ENSEMBLE_NAME = "ensemble";
  private static final String APPLICATION_NAME = "application";

  private static String text(String name) {
    return name.equals(ENSEMBLE_NAME) ? ENSEMBLE : APPLICATION;
  }

  @Test
  void numbers_areOfTheStagesThatMadeThem_eachOnce() {
    var found = read(ENSEMBLE.getBytes(UTF_8));
    assertThat(found)
        .isNotNull()
        .extracting(Measurements::source)
        .containsExactly(
            new Source("cctv", "prepare", "prep"),
            new Source("cctv", "prepare", "m1"),
            new Source("cctv", "prepare", "m2"),
            new Source("cctv", "prepare", "m3"),
            new Source("cctv", "detect", "m1"),
            new Source("cctv", "aggregate", "agg"),
            new Source("cctv", "detect", "m2"));
  }

  @Test
  void changedReports_areReadAsTheGeneralReaderReadsThem_orNotAtAll() {
    int quickly = 0;
    for (int i = 0; i < 5_000; i++) {
      var tree = (ObjectNode)
          JsonTrees.MAPPER.readTree(text(RANDOM.nextBoolean() ? ENSEMBLE_NAME : APPLICATION_NAME));
      for (int changes = RANDOM.nextInt(4); changes > 0; changes--) {
        change(tree);
      }
      var body = JsonTrees.MAPPER.writeValueAsString(tree).replace("\"NaN\"", "NaN");
      var found = read(body.getBytes(UTF_8));
      if (found != null) {
        quickly++;
        assertThat(found).as(body).isEqualTo(judged(body.getBytes(UTF_8)));
      }
    }
    assertThat(quickly).isGreaterThan(2_000);
  }

  @Test
  void spoiltTexts_areReadAsTheGeneralReaderReadsThem_orNotAtAll() {
    int quickly = 0;
    for (int i = 0; i < 5_000; i++) {
      var body = text(RANDOM.nextBoolean() ? ENSEMBLE_NAME : APPLICATION_NAME).getBytes(UTF_8);
      body[RANDOM.nextInt(body.length)] =
          (byte) "{}[],:\"\\0 9.e-nul\u00e9".charAt(RANDOM.nextInt(18));
      var found = read(body);
      if (found != null) {
        quickly++;
        assertThat(found).as(new String(body, UTF_8)).isEqualTo(judged(body));
      }
    }
    assertThat(quickly).isGreaterThan(1_000);
  }

  /** Changes a field of some object within: its value, its name, its place, or whether it is there. */
  private static void change(ObjectNode tree) {
    var objects = new ArrayList<ObjectNode>();
    collect(tree, objects);
    var object = objects.get(RANDOM.nextInt(objects.size()));
    if (object.isEmpty()) {
      object.set("added", value());
      return;
    }
    var names = List.copyOf(object.propertyNames());
    var name = names.get(RANDOM.nextInt(names.size()));
    switch (RANDOM.nextInt(5)) {
      case 0 -> object.remove(name);
      case 1 -> object.set(name, value());
      case 2 -> object.set("added" + RANDOM.nextInt(3), value());
      case 3 -> object.set(name, object.remove(name)); // at the end
      default ->
        object.set(names.get(RANDOM.nextInt(names.size())), object.get(name).deepCopy());
    }
  }

  private static void collect(JsonNode node, List<ObjectNode> to) {
    if (node instanceof ObjectNode object) {
      to.add(object);
    }
    if (node.isContainer()) {
      node.values().forEach(child -> collect(child, to));
    }
  }

  private static JsonNode value() {
    var nodes = JsonTrees.MAPPER.getNodeFactory();
    return switch (RANDOM.nextInt(12)) {
      case 0 -> nodes.nullNode();
      case 1 -> nodes.stringNode("");
      case 2 -> nodes.stringNode("text");
      case 3 -> nodes.numberNode(RANDOM.nextInt(5));
      case 4 -> nodes.numberNode(RANDOM.nextGaussian());
      case 5 -> nodes.numberNode(-1e300);
      case 6 -> nodes.stringNode("NaN");
      case 7 -> nodes.booleanNode(true);
      case 8 -> nodes.objectNode();
      case 9 -> nodes.objectNode().put("responseTime", 0.5).put("startTime", RANDOM.nextInt(3) - 1);
      case 10 -> list(nodes.arrayNode());
      default -> nodes.stringNode("half a pair \ud83d");
    };
  }

  private static ArrayNode list(ArrayNode list) {
    return RANDOM.nextBoolean() ? list : list.add(0.5).add("x").addNull();
  }

  @Test
  void millis_areThoseOfTheNearestMicrosecond() {
    for (int i = 0; i < 50_000; i++) {
      double seconds = switch (RANDOM.nextInt(3)) {
        case 0 -> RANDOM.nextDouble() * 7e9;
        case 1 -> RANDOM.nextInt(2_000_000_000) + RANDOM.nextInt(1000) / 1000.0;
        default -> (RANDOM.nextInt(2_000_000_000) * 1_000_000L + RANDOM.nextInt(1_000_000)) / 1e6;
      };
      long micros = BigDecimal.valueOf(seconds)
          .movePointRight(6)
          .setScale(0, RoundingMode.HALF_EVEN)
          .longValueExact();
      assertThat(EpochSeconds.millis(seconds)).as("%s", seconds).isEqualTo(micros / 1000);
    }
    assertThat(EpochSeconds.millis(-0.5)).isEqualTo(EpochSeconds.NONE);
    assertThat(EpochSeconds.millis(Double.NaN)).isEqualTo(EpochSeconds.NONE);
  }
}
