package io.millrace.connectors.prometheus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.connectors.projection.Projection;
import io.millrace.connectors.projection.ProjectionConfig;
import io.millrace.connectors.projection.Target;
import io.millrace.model.Delivery;
import io.millrace.model.InferenceResult;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.model.RequestId;
import io.millrace.model.Timings;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import io.millrace.topology.serde.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Every query of the dashboard asks for meters and labels that there are. */
class DashboardTest {
  private static final Path DASHBOARD =
      Path.of("..", "deploy", "grafana", "dashboards", "millrace.json");
  private static final Pattern METER = Pattern.compile("\\b(?:millrace|jvm|process)_[a-z_]+");
  private static final Pattern SELECTOR =
      Pattern.compile("\\b((?:millrace|jvm|process)_[a-z_]+)\\{([^}]*)}");
  private static final Pattern MATCHER = Pattern.compile("([a-z_]+)\\s*=~?");
  private static final Pattern BY = Pattern.compile("\\bby \\(([^)]*)\\)");
  private static final Pattern SAMPLE =
      Pattern.compile("(?m)^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? \\S+$");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");
  // What Prometheus adds to each series.
  private static final Set<String> OF_THE_SCRAPER = Set.of("instance", "job");

  @Test
  void queries_askForWhatIsThere() throws IOException {
    var labels = exported();
    var queries = queries();
    assertThat(queries).hasSizeGreaterThan(20);
    for (var query : queries) {
      var meters =
          METER.matcher(query).results().map(match -> match.group()).collect(Collectors.toSet());
      assertThat(meters).as(query).isNotEmpty();
      assertThat(labels.keySet()).as(query).containsAll(meters);
      var known = new HashSet<>(OF_THE_SCRAPER);
      meters.forEach(meter -> known.addAll(labels.getOrDefault(meter, Set.of())));
      assertThat(known).as(query).containsAll(labelsOf(query));
    }
  }

  @Test
  void panels_areWhole() throws IOException {
    var ids = new HashSet<Integer>();
    for (var panel : dashboard().path("panels")) {
      assertThat(ids.add(panel.path("id").intValue())).as("id of %s", panel).isTrue();
      assertThat(panel.path("title").asString("")).isNotEmpty();
      if (!panel.path("type").asString("").equals("row")) {
        assertThat(panel.path("description").asString("")).endsWith(".");
        assertThat(panel.path("datasource").path("uid").asString("")).isEqualTo("prometheus");
      }
    }
  }

  private static Set<String> labelsOf(String query) {
    var labels = new HashSet<String>();
    SELECTOR
        .matcher(query)
        .results()
        .forEach(selector -> MATCHER
            .matcher(selector.group(2))
            .results()
            .forEach(match -> labels.add(match.group(1))));
    BY.matcher(query).results().forEach(by -> labels.addAll(List.of(by.group(1).split(", *"))));
    return labels;
  }

  private static JsonNode dashboard() throws IOException {
    return Json.MAPPER.readTree(Files.readAllBytes(DASHBOARD));
  }

  /** Of the panels, and of the variables. */
  private static List<String> queries() throws IOException {
    var queries = new ArrayList<String>();
    for (var panel : dashboard().path("panels")) {
      panel.path("targets").forEach(target -> queries.add(target.path("expr").stringValue()));
    }
    for (var variable : dashboard().path("templating").path("list")) {
      var query = variable.path("definition").stringValue();
      // label_values(SELECTOR, label): the label is asked for like those of a grouping.
      var parts = query.replaceAll("^label_values\\((.*), ([a-z_]+)\\)$", "sum by ($2) ($1)");
      queries.add(parts);
    }
    return queries;
  }

  /** The names of all samples that a process with everything in it gives, each with its labels. */
  private static Map<String, Set<String>> exported() {
    try (var meters = new Meters("1", "strict");
        var projection = projection()) {
      var serving = meters.serving();
      serving.called("m", "1", "OK", 1);
      serving.ran(new ModelName("m"), new ModelVersion(1), 1, 1, 1);
      serving.resulted(new InferenceResult.Answered(
          new RequestId("r"),
          new ModelName("m"),
          new ModelVersion(1),
          List.of(),
          new Timings(1, 1, 1, 1),
          Delivery.JSON));
      meters.window(MetersTest.aWindow());
      meters.violation(MetersTest.aViolation(), false);
      meters.callsInFlight(() -> 1);
      meters.stages(() -> List.of(new StageView("s", "RUNNING", Map.of("t", 1.0))));
      meters.projections(() -> List.of(projection));
      var labels = new HashMap<String, Set<String>>();
      SAMPLE
          .matcher(new String(meters.scrape(null).body(), UTF_8))
          .results()
          .forEach(sample -> labels
              .computeIfAbsent(sample.group(1), name -> new HashSet<>())
              .addAll(labelNames(sample.group(2))));
      // In the protobuf form a histogram has one name.
      Set.copyOf(labels.keySet()).stream()
          .filter(name -> name.endsWith("_bucket"))
          .forEach(name -> labels.put(
              name.substring(0, name.length() - "_bucket".length()),
              labels.getOrDefault(name, Set.of())));
      return labels;
    }
  }

  private static Set<String> labelNames(@Nullable String labels) {
    return labels == null
        ? Set.of()
        : LABEL.matcher(labels).results().map(match -> match.group(1)).collect(Collectors.toSet());
  }

  private static Projection projection() {
    var config =
        ProjectionConfig.of("p", "nowhere:1", new Topics(TopicsConfig.DEFAULTS), Set.of("t"));
    return new Projection(config, new Target() {
      @Override
      public Mono<List<Refusal>> write(List<ConsumerRecord<byte[], byte[]>> batch) {
        return Mono.just(List.of());
      }

      @Override
      public void close() {}
    });
  }
}
