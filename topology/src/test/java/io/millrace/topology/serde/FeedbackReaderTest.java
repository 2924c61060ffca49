package io.millrace.topology.serde;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.Feedback;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.model.RequestId;
import io.millrace.topology.serde.FeedbackReader.Entry;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeedbackReaderTest {
  private static Feedback read(String json, @Nullable String key) {
    return FeedbackReader.readOne(json.getBytes(UTF_8), key);
  }

  @Test
  void everyField_isRead() {
    assertThat(read("""
        {"id":"a","label":["cat",1,true],"model":"m","version":"2","time":"2026-01-31T12:00:00Z","x":1}""", "k"))
        .isEqualTo(new Feedback(
            new RequestId("a"),
            new ModelName("m"),
            new ModelVersion(2),
            List.of("cat", "1", "true"),
            Instant.parse("2026-01-31T12:00:00Z")));
    assertThat(read("{\"value\":1.5,\"time\":1.5}", "k"))
        .isEqualTo(new Feedback(
            new RequestId("k"), null, null, List.of("1.5"), Instant.ofEpochMilli(1500)));
  }

  @Test
  void whatIsWritten_isReadBack() {
    var feedback = new Feedback(
        new RequestId("é"),
        new ModelName("m"),
        new ModelVersion(1),
        List.of("a b", "0"),
        Instant.EPOCH);
    try (var serde = new FeedbackSerde()) {
      assertThat(serde.deserializer().deserialize("t", serde.serializer().serialize("t", feedback)))
          .isEqualTo(feedback);
      assertThat(serde.deserializer().deserialize("t", null)).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{\"id\":\"a\"};neither \"label\" nor \"value\"",
        "{\"id\":\"a\",\"label\":1,\"value\":1};both there",
        "{\"label\":1};\"id\" is missing",
        "{\"id\":{},\"label\":1};\"id\": {} is no text",
        "{\"id\":\"a\",\"label\":[]};has no rows",
        "{\"id\":\"a\",\"label\":\" \"};1 characters",
        "{\"id\":\"a\",\"label\":[1,null]};\"label\": null is no class",
        "{\"id\":\"a\",\"value\":\"x\"};\"value\": \"x\" is no finite number",
        "{\"id\":\"a\",\"value\":1e999};finite number",
        "{\"id\":\"a\",\"label\":1,\"model\":\"../x\"};../x",
        "{\"id\":\"a\",\"label\":1,\"version\":\"zero\"};version \"zero\"",
        "{\"id\":\"a\",\"label\":1,\"time\":\"soon\"};\"time\": \"soon\" is no time",
        "17;must be an object, not 17",
        "{\"id\";no JSON"
      })
  void whatIsNoFeedback_isRefusedWithWhatIsWrong(String json, String reason) {
    assertThatThrownBy(() -> read(json, null)).hasMessageContaining(reason);
  }

  @Test
  void body_isOneOrAList_andBadElementsAreNamed() {
    var entries = FeedbackReader.readBody(
        "[{\"id\":\"a\",\"label\":1},{\"id\":\"b\"},{\"id\":\"c\",\"label\":1,\"model\":\"other\"}]"
            .getBytes(UTF_8),
        new ModelName("m"));
    assertThat(entries).hasSize(3);
    assertThat(entries.get(0))
        .isInstanceOfSatisfying(
            Entry.Read.class,
            read -> assertThat(read.feedback().model()).isEqualTo(new ModelName("m")));
    assertThat(entries.get(1)).isInstanceOfSatisfying(Entry.Refused.class, refused -> {
      assertThat(refused.index()).isOne();
      assertThat(new String(refused.bytes(), UTF_8)).isEqualTo("{\"id\":\"b\"}");
    });
    assertThat(entries.get(2))
        .isInstanceOfSatisfying(
            Entry.Refused.class,
            refused -> assertThat(refused.reason()).contains("\"other\" is not \"m\""));
    assertThat(FeedbackReader.readBody("".getBytes(UTF_8), null))
        .singleElement()
        .isInstanceOf(Entry.Refused.class);
    assertThat(FeedbackReader.readBody("{\"id\":\"a\",\"label\":1}".getBytes(UTF_8), null))
        .singleElement()
        .isInstanceOf(Entry.Read.class);
  }
}
