package io.millrace.connectors.celery.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.connectors.celery.message.TaskMessage.Lineage;
import io.millrace.connectors.celery.message.TaskMessage.Reply;
import io.millrace.connectors.celery.message.TaskMessage.Timing;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MessageWriterTest {
  private static final Signature NEXT = new Signature(
      new TaskName("next"), List.of(1), Map.of("k", 2), Map.of("task_id", "n"), null, true);

  @Test
  void whatIsWritten_isReadTheSame() {
    for (boolean typed : List.of(true, false)) {
      var call = new TaskMessage(
          new TaskId("t"),
          new TaskName("a.b"),
          Arrays.asList(1, Double.POSITIVE_INFINITY, null, "x"),
          Map.of("k", List.of(2.5)),
          new TaskMessage.Canvas(List.of(NEXT), List.of(NEXT), List.of(NEXT, NEXT), NEXT),
          new Lineage("r", "p", "g", 3),
          new Timing(
              Instant.parse("2026-01-31T12:00:00.123456Z"),
              Instant.parse("2036-01-31T12:00:00Z"),
              2,
              30.0,
              null),
          new Reply("q", "c", true, typed),
          5,
          Map.of("x-own", "kept"));

      assertThat(MessageReader.read(new MessageWriter("me@here").write(call))).isEqualTo(call);
    }
  }

  @Test
  void timesBeyondMicroseconds_areCut() {
    assertThat(PythonTime.isoFormat(Instant.parse("2026-01-31T12:00:00.123456789Z")))
        .isEqualTo("2026-01-31T12:00:00.123456+00:00");
    assertThat(PythonTime.isoFormat(Instant.parse("2026-01-31T12:00:00Z")))
        .isEqualTo("2026-01-31T12:00:00+00:00");
  }

  @Test
  void typedValues_areNamedOnlyForClientsThatReadThem() {
    var value = Map.of("t", OffsetDateTime.parse("2024-05-06T07:08:09Z"));

    assertThat(new String(PythonJson.write(value), java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo("{\"t\":\"2024-05-06T07:08:09Z\"}");
    assertThat(PythonJson.read(PythonJson.writeTyped(value))).isEqualTo(value);
  }

  @Test
  void values_areShownAsPythonShowsThem() {
    var map = new LinkedHashMap<String, Object>();
    map.put("n", Arrays.asList(1, 2.0, 1e-7, 1e22, null, true));
    map.put("it's", "a\n");

    assertThat(PythonRepr.of(map))
        .isEqualTo("{'n': [1, 2.0, 1e-07, 1e+22, None, True], \"it's\": 'a\\n'}");
    assertThat(PythonRepr.tuple(List.of(7))).isEqualTo("(7,)");
    assertThat(PythonRepr.of("x".repeat(5000))).hasSize(1024).endsWith("...");
  }
}
