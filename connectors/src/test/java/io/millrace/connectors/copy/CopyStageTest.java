package io.millrace.connectors.copy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.topology.StageRunner;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.Test;

class CopyStageTest {
  private static final Topics TOPICS = new Topics(TopicsConfig.DEFAULTS);
  private static final String WINDOWS = TOPICS.windows().name();
  private static final String VIOLATIONS = TOPICS.prefix() + "qoa.violations";

  @Test
  void results_areCopied_withTheirKeys() {
    assertThat(copied(
            Selection.ALL,
            List.of(WINDOWS, "{\"application\":\"a\"}"),
            List.of(VIOLATIONS, "{\"pipeline_id\":\"b\"}")))
        .containsExactly("k {\"application\":\"a\"}", "k {\"pipeline_id\":\"b\"}");
  }

  @Test
  void otherApplications_areLeftOut() {
    assertThat(copied(
            new Selection(true, true, Set.of("a")),
            List.of(WINDOWS, "{\"application\":\"a\"}"),
            List.of(WINDOWS, "{\"application\":\"b\"}"),
            List.of(VIOLATIONS, "{\"pipeline_id\":\"a\"}"),
            List.of(VIOLATIONS, "no JSON")))
        .containsExactly("k {\"application\":\"a\"}", "k {\"pipeline_id\":\"a\"}");
  }

  @Test
  void topicsThatAreNotWanted_areNotRead() {
    var stage = new CopyStage(TOPICS, "out", new Selection(true, false, Set.of()));
    assertThat(StageRunner.topology(stage).describe().toString())
        .contains(WINDOWS)
        .doesNotContain(VIOLATIONS);
  }

  @Test
  void ownTopics_areNoTargets() {
    assertThatThrownBy(() -> new CopyStage(TOPICS, WINDOWS, Selection.ALL))
        .hasMessageContaining("is one of Millrace's own");
    assertThatThrownBy(() -> new CopyStage(TOPICS, VIOLATIONS, Selection.ALL))
        .hasMessageContaining("is one of Millrace's own");
    assertThatThrownBy(() -> new CopyStage(TOPICS, "a b", Selection.ALL))
        .hasMessageContaining("\"a b\" is no name of a topic");
    assertThatThrownBy(() -> new Selection(false, false, Set.of())).hasMessageContaining("neither");
  }

  @SafeVarargs
  private static List<String> copied(Selection selection, List<String>... records) {
    var topology = StageRunner.topology(new CopyStage(TOPICS, "out", selection));
    try (var driver = new TopologyTestDriver(topology, new Properties())) {
      for (var record : records) {
        driver
            .createInputTopic(record.get(0), new ByteArraySerializer(), new ByteArraySerializer())
            .pipeInput("k".getBytes(UTF_8), record.get(1).getBytes(UTF_8));
      }
      return driver
          .createOutputTopic("out", new ByteArrayDeserializer(), new ByteArrayDeserializer())
          .readKeyValuesToList()
          .stream()
          .map(pair -> new String(pair.key, UTF_8) + " " + new String(pair.value, UTF_8))
          .toList();
    }
  }
}
