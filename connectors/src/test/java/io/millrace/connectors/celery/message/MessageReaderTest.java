package io.millrace.connectors.celery.message;

import static io.millrace.connectors.celery.message.Messages.NOTHING_FOLLOWS;
import static io.millrace.connectors.celery.message.Messages.headers;
import static io.millrace.connectors.celery.message.Messages.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.connectors.celery.message.UnreadableMessageException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.DeflaterOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.msgpack.core.MessagePack;

class MessageReaderTest {
  @Test
  void protocol2_isRead() {
    var call = MessageReader.read(json(
        headers("predict"), "[[[6, 148, 33.6]], {\"model\": \"m\"}, " + NOTHING_FOLLOWS + "]"));

    assertThat(call.id().value()).isEqualTo("id-1");
    assertThat(call.task().value()).isEqualTo("predict");
    assertThat(call.args()).isEqualTo(List.of(List.of(6, 148, 33.6)));
    assertThat(call.kwargs()).isEqualTo(Map.of("model", "m"));
    assertThat(call.canvas().isEmpty()).isTrue();
    assertThat(call.reply()).isEqualTo(new TaskMessage.Reply("replies", "id-1", false, true));
    assertThat(call.headers()).isEmpty();
  }

  @Test
  void limitsTimesRetriesAndStamps_areRead() {
    var headers = headers("slow");
    headers.put("eta", "2026-01-31T12:00:00.250000+00:00");
    headers.put("expires", "2026-01-31T13:00:00+01:00");
    headers.put("timelimit", Arrays.asList(30, 20.5));
    headers.put("retries", 2);
    headers.put("stamped_headers", List.of("tenant"));
    headers.put("stamps", Map.of("tenant", "uu"));
    headers.put("x-own", "kept");

    var call = MessageReader.read(json(headers, "[[], {}, {}]"));

    assertThat(call.timing())
        .isEqualTo(new TaskMessage.Timing(
            Instant.parse("2026-01-31T12:00:00.25Z"),
            Instant.parse("2026-01-31T12:00:00Z"),
            2,
            30.0,
            20.5));
    assertThat(call.key()).isEqualTo("id-1~2");
    assertThat(call.headers()).containsKeys("stamps", "stamped_headers", "x-own");
  }

  @Test
  void protocol1_isRead() {
    var call = MessageReader.read(json(Map.of(), """
        {"task": "predict", "id": "id-1", "args": [[6, 148]], "kwargs": {"model": "m"}, "group": null,
         "retries": 1, "eta": null, "expires": "2026-11-21T20:09:44.032447+00:00", "utc": true,
         "callbacks": null, "errbacks": null, "timelimit": [null, null], "taskset": "g", "chord": null}
        """));

    assertThat(call.task().value()).isEqualTo("predict");
    assertThat(call.kwargs()).isEqualTo(Map.of("model", "m"));
    assertThat(call.timing().expires()).isEqualTo("2026-11-21T20:09:44.032447Z");
    assertThat(call.timing().retries()).isEqualTo(1);
    assertThat(call.lineage().group()).isEqualTo("g");
    assertThat(call.root()).isEqualTo("id-1");
  }

  @Test
  void whatFollows_isRead() {
    var call = MessageReader.read(json(headers("add"), """
        [[1, 2], {}, {"callbacks": [{"task": "add", "args": [10], "kwargs": {}, "options": {"queue": "gpu"},
          "subtask_type": null, "immutable": false}], "errbacks": null,
          "chain": [{"task": "z", "args": [], "kwargs": {}, "options": {"task_id": "last"}, "subtask_type": null,
          "immutable": true}], "chord": null}]
        """));

    var callback = call.canvas().callbacks().get(0);
    assertThat(callback.argsAfter(3)).isEqualTo(List.of(3, 10));
    assertThat(callback.option("queue")).isEqualTo("gpu");
    assertThat(call.canvas().chain().get(0).argsAfter(3)).isEmpty();
  }

  @Test
  void pythonsOwnValues_areRead() {
    var call = MessageReader.read(json(headers("predict"), """
        [[NaN, -Infinity, 12345678901234567890, 1e-07,
          {"__type__": "datetime", "__value__": "2024-05-06T07:08:09+00:00"},
          {"__type__": "date", "__value__": "2024-05-06"},
          {"__type__": "uuid", "__value__": {"hex": "00000000000000000000000000000007"}},
          {"__type__": "decimal", "__value__": "1.50"},
          {"__type__": "bytes", "__value__": "ab"}, {"__type__": "base64", "__value__": "/wA="},
          {"__type__": "mine", "__value__": 1}], {}, {}]
        """));

    assertThat(call.args().subList(0, 8))
        .containsExactly(
            Double.NaN,
            Double.NEGATIVE_INFINITY,
            new BigInteger("12345678901234567890"),
            1e-7,
            OffsetDateTime.parse("2024-05-06T07:08:09Z"),
            LocalDate.of(2024, 5, 6),
            new UUID(0, 7),
            new BigDecimal("1.50"));
    assertThat((byte[]) call.args().get(8)).isEqualTo("ab".getBytes(UTF_8));
    assertThat((byte[]) call.args().get(9)).containsExactly(0xff, 0);
    assertThat(call.args().get(10)).isEqualTo(Map.of("__type__", "mine", "__value__", 1));
  }

  @Test
  void compressedBodies_areRead() throws IOException {
    var body = "[[1, 2], {}, {}]".getBytes(UTF_8);
    var zlib = new ByteArrayOutputStream();
    try (var out = new DeflaterOutputStream(zlib)) {
      out.write(body);
    }
    var bzip2 = new ByteArrayOutputStream();
    try (var out = new BZip2CompressorOutputStream(bzip2)) {
      out.write(body);
    }

    assertThat(compressed("application/x-gzip", zlib.toByteArray()).args()).containsExactly(1, 2);
    assertThat(compressed("application/x-bz2", bzip2.toByteArray()).args()).containsExactly(1, 2);
    assertRefused(
        Kind.DECODE_ERROR, "not compressed as its header says", () -> compressed("zlib", body));
    assertRefused(
        Kind.CONTENT_DISALLOWED,
        "compression \"application/zstd\" is not read here",
        () -> compressed("application/zstd", body));
  }

  private static TaskMessage compressed(String compression, byte[] body) {
    var headers = headers("add");
    headers.put("compression", compression);
    return MessageReader.read(Messages.of("application/json", headers, body));
  }

  @Test
  void messagePackAndYaml_areRead() throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var out = MessagePack.newDefaultPacker(packed)) {
      out.packArrayHeader(3).packArrayHeader(2).packInt(1).packDouble(2.5);
      out.packMapHeader(1).packString("model").packNil();
      out.packMapHeader(0);
    }

    var call = MessageReader.read(
        Messages.of("application/x-msgpack", headers("predict"), packed.toByteArray()));
    assertThat(call.args()).isEqualTo(List.of(1L, 2.5));
    assertThat(call.kwargs()).containsEntry("model", null);

    var yaml = MessageReader.read(Messages.of(
        "application/x-yaml",
        headers("predict"),
        "- [[1, 2.5]]\n- {model: m}\n- {callbacks: null}\n".getBytes(UTF_8)));
    assertThat(yaml.args()).isEqualTo(List.of(List.of(1, 2.5)));
    assertThat(yaml.kwargs()).isEqualTo(Map.of("model", "m"));
  }

  @Test
  void pickle_isRefused() {
    assertRefused(
        Kind.CONTENT_DISALLOWED,
        "is pickle, which runs what it reads",
        () -> MessageReader.read(
            Messages.of("application/x-python-serialize", headers("add"), new byte[] {1})));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json|[[], {}]|INVALID_TASK|the body of a task is [args, kwargs, embed]",
        "application/json|[[], [], {}]|INVALID_TASK|kwargs: [] is not an object",
        "application/json|[5, {}, {}]|INVALID_TASK|args: 5 is not a list",
        "application/json|not JSON|DECODE_ERROR|the body is not JSON",
        "application/json; charset=utf-8|[[], {}, {}]|CONTENT_DISALLOWED|is none of JSON",
        "|[[], {}, {}]|INVALID_TASK|no content type",
        "application/x-yaml|!!java.io.File [x]|DECODE_ERROR|not YAML of safe types",
        "application/x-yaml|&a [*a]|DECODE_ERROR|nested deeper",
        "application/x-msgpack|xyz|DECODE_ERROR|MessagePack"
      })
  void whatIsNoTask_isToldWhy(String type, String body, Kind kind, String reason) {
    assertRefused(
        kind,
        reason,
        () -> MessageReader.read(Messages.of(type, headers("add"), body.getBytes(UTF_8))));
  }

  @Test
  void taskWithoutId_isToldWhy() {
    var headers = headers("add");
    headers.remove("id");
    assertRefused(
        Kind.INVALID_TASK,
        "task \"add\" has no id",
        () -> MessageReader.read(json(headers, "[[], {}, {}]")));
  }

  private static void assertRefused(
      Kind kind, String reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable read) {
    assertThatExceptionOfType(UnreadableMessageException.class)
        .isThrownBy(read)
        .withMessageContaining(reason)
        .extracting(UnreadableMessageException::kind)
        .isEqualTo(kind);
  }
}
