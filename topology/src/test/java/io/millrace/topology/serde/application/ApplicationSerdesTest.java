package io.millrace.topology.serde.application;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.ModelFeedback;
import io.millrace.model.application.Agent;
import io.millrace.model.application.Application;
import io.millrace.model.application.Registration;
import io.millrace.model.application.StreamConfig;
import io.millrace.model.application.WindowLength.Count;
import io.millrace.model.application.WindowLength.Time;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class ApplicationSerdesTest {
  private static final StreamConfig STREAM = new StreamConfig(
      new Time(Duration.ofMillis(1500)),
      new Count(7),
      Duration.ofSeconds(1),
      null,
      List.of(new StreamConfig.Metric("", "time", "s", StreamConfig.Aggregate.MIN)),
      List.of(List.of("time")),
      List.of(new StreamConfig.Function("statistics", true, Map.of())));

  @Test
  void application_comesBackWhole() {
    var application = new Application(
        "a/b",
        List.of(new Registration("id", "run", "user", 3)),
        Map.of("infer", List.of("prepare")),
        new Agent(Agent.State.STOPPED, STREAM),
        new ModelFeedback(Duration.ofHours(24), true));
    try (var serde = ApplicationSerdes.application()) {
      var bytes = serde.serializer().serialize("t", application);
      assertThat(serde.deserializer().deserialize("t", bytes)).isEqualTo(application);
      assertThat(new String(bytes, UTF_8)).contains("\"client_count\":3", "\"state\":\"stopped\"");
    }
  }

  @Test
  void tombstone_passesThrough() {
    try (var serde = ApplicationSerdes.application()) {
      assertThat(serde.serializer().serialize("t", null)).isNull();
      assertThat(serde.deserializer().deserialize("t", null)).isNull();
    }
  }

  @Test
  void whatIsNoApplication_isRefusedWithAllMistakes() {
    try (var serde = ApplicationSerdes.application()) {
      var bytes = """
          {"registrations": [{"app_id": "x", "client_count": 0}], "stages": {"a": ["b"], "b": ["a"]},
           "agent": {"state": "asleep"}}
          """.getBytes(UTF_8);
      assertThatThrownBy(() -> serde.deserializer().deserialize("t", bytes))
          .isInstanceOf(SerializationException.class)
          .hasMessageContaining("application_name: is missing")
          .hasMessageContaining("registrations[0].run_id: is missing")
          .hasMessageContaining("registrations[0].client_count: 0 is below 1")
          .hasMessageContaining("stages: \"a\" comes before itself")
          .hasMessageContaining("agent.state: one of");
    }
  }
}
