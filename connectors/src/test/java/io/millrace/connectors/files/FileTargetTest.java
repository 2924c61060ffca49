package io.millrace.connectors.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.connectors.projection.Target.Refusal;
import io.millrace.model.qoa.Summary;
import io.millrace.model.qoa.WindowKind;
import io.millrace.model.qoa.WindowResult;
import io.millrace.model.qoa.WindowResult.Finality;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import io.millrace.topology.serde.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTargetTest {
  private static final Topics TOPICS = new Topics(TopicsConfig.DEFAULTS);
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final long LARGE = 1 << 20;

  @TempDir
  Path folder;

  private FileTarget open(long mostBytes) {
    return open(mostBytes, "topic-id");
  }

  private FileTarget open(long mostBytes, String topicId) {
    return new FileTarget(folder, mostBytes, QualityLines.of(TOPICS), topic -> topicId);
  }

  @Test
  void finalWindows_areLinesOfBothForms() throws IOException {
    try (var target = open(LARGE)) {
      var open = window(0, "a, \"b\"", Finality.PROVISIONAL, 1);
      var closed = window(1, "a, \"b\"", Finality.FINAL, 1, 2, 6);
      var empty = window(2, "none", Finality.FINAL);
      assertThat(write(target, List.of(open, closed, empty))).isEmpty();
    }
    var rows = csv("windows-000001.csv");
    assertThat(rows).hasSize(2);
    assertThat(rows.get(0).toMap())
        .containsEntry("application_name", "app")
        .containsEntry("stage_id", "a, \"b\"")
        .containsEntry("instance_id", "")
        .containsEntry("kind", "tumbling")
        .containsEntry("start", "2026-03-01T12:01:00Z")
        .containsEntry("count", "3")
        .containsEntry("sum", "9.0")
        .containsEntry("mean", "3.0")
        .containsEntry("late", "4")
        .containsEntry("missing", "5");
    assertThat(rows.get(1).get("mean")).isEmpty();
    var json = Files.readAllLines(folder.resolve("windows-000001.jsonl"));
    assertThat(json).hasSize(2);
    var read = Json.MAPPER.readValue(json.get(0), WindowResult.class);
    assertThat(read.values()).isEqualTo(Summary.of(1, 2, 6));
  }

  @Test
  void violation_isALine_withEmptyCellsForWhatIsNotThere() throws IOException {
    try (var target = open(LARGE)) {
      var json =
          "{\"event_id\":\"e\",\n\"event\":\"opened\",\"actual_value\":1.5,\"tenant_id\":null}";
      write(target, List.of(record(TOPICS.prefix() + "qoa.violations", 0, json.getBytes(UTF_8))));
    }
    var row = csv("violations-000001.csv").get(0);
    assertThat(row.get("event_id")).isEqualTo("e");
    assertThat(row.get("actual_value")).isEqualTo("1.5");
    assertThat(row.get("tenant_id")).isEmpty();
    assertThat(Files.readAllLines(folder.resolve("violations-000001.jsonl"))).hasSize(1);
  }

  @Test
  void recordsThatComeAgain_areNotWrittenAgain() throws IOException {
    var records = windows(0, 10);
    try (var target = open(LARGE)) {
      write(target, records.subList(0, 6));
      write(target, records.subList(3, 8));
    }
    try (var target = open(LARGE)) {
      write(target, records);
    }
    assertThat(stages(csv("windows-000001.csv"))).isEqualTo(names(0, 10));
  }

  @Test
  void linesOfACrash_areRemoved_andNoneIsLost() throws IOException {
    var records = windows(0, 10);
    try (var target = open(LARGE)) {
      write(target, records.subList(0, 4));
    }
    // Written, but not said to be: as if the process had ended before the progress was saved.
    for (var file : List.of("windows-000001.csv", "windows-000001.jsonl")) {
      Files.writeString(folder.resolve(file), "half a li", StandardOpenOption.APPEND);
    }
    Files.writeString(folder.resolve("windows-000002.csv"), "more");
    try (var target = open(LARGE)) {
      write(target, records.subList(4, 10));
    }
    assertThat(stages(csv("windows-000001.csv"))).isEqualTo(names(0, 10));
    assertThat(Files.readAllLines(folder.resolve("windows-000001.jsonl"))).hasSize(10);
    assertThat(folder.resolve("windows-000002.csv")).doesNotExist();
  }

  @Test
  void files_followEachOtherBySize_overRestarts_withTheirHeaders() throws IOException {
    for (int i = 0; i < 10; i++) {
      try (var target = open(300)) {
        write(target, windows(i * 3, i * 3 + 3));
      }
    }
    var stages = new ArrayList<String>();
    var sizes = new ArrayList<Integer>();
    for (int number = 1; Files.exists(folder.resolve(name(number))); number++) {
      var rows = csv(name(number));
      sizes.add(rows.size());
      stages.addAll(stages(rows));
    }
    assertThat(sizes).hasSizeGreaterThan(3);
    assertThat(stages).isEqualTo(names(0, 30));
  }

  private static String name(int number) {
    return "windows-%06d.csv".formatted(number);
  }

  @Test
  void topicMadeAnew_isWrittenFromItsBeginning() throws IOException {
    try (var target = open(LARGE)) {
      write(target, windows(0, 5));
    }
    try (var target = open(LARGE, "another")) {
      write(target, windows(0, 2));
    }
    assertThat(csv("windows-000001.csv")).hasSize(7);
  }

  @Test
  void badRecord_isRefused_withTheReason() {
    try (var target = open(LARGE)) {
      var bad = record(TOPICS.windows().name(), 0, "[]".getBytes(UTF_8));
      assertThat(write(target, List.of(bad)))
          .singleElement()
          .satisfies(refusal -> assertThat(refusal.reason())
              .startsWith("no line for \"windows\": topic millrace.qoa.windows: no WindowResult"));
    }
  }

  @Test
  void secondProcess_isKeptOut() {
    try (var target = open(LARGE)) {
      assertThat(target.id()).isNotEmpty();
      assertThatThrownBy(() -> open(LARGE))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("another process writes its results there");
    }
  }

  @Test
  void folderKeepsItsId() {
    String first;
    try (var target = open(LARGE)) {
      first = target.id();
    }
    try (var target = open(LARGE)) {
      assertThat(target.id()).isEqualTo(first);
    }
  }

  @Test
  void shortenedFile_isSaid() throws IOException {
    try (var target = open(LARGE)) {
      write(target, windows(0, 5));
    }
    Files.writeString(folder.resolve("windows-000001.csv"), "");
    try (var target = open(LARGE)) {
      assertThatThrownBy(() -> write(target, windows(5, 6)))
          .hasMessageContaining("windows-000001.csv")
          .hasMessageContaining("it has been changed");
    }
  }

  private static List<Refusal> write(
      FileTarget target, List<ConsumerRecord<byte[], byte[]>> records) {
    return Objects.requireNonNull(target.write(records).block());
  }

  private static List<ConsumerRecord<byte[], byte[]>> windows(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> window(i, "s" + i, Finality.FINAL, i))
        .toList();
  }

  private static List<String> names(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "s" + i).toList();
  }

  private static ConsumerRecord<byte[], byte[]> window(
      long offset, String stage, Finality finality, double... values) {
    var window = new WindowResult(
        "app",
        stage,
        null,
        "delay",
        WindowKind.TUMBLING,
        NOON.plusSeconds(60 * offset),
        NOON.plusSeconds(60 * offset + 60),
        Summary.of(values),
        4,
        5,
        finality);
    var topic = TOPICS.windows();
    return record(
        topic.name(), offset, topic.values().serializer().serialize(topic.name(), window));
  }

  private static ConsumerRecord<byte[], byte[]> record(String topic, long offset, byte[] value) {
    return new ConsumerRecord<>(topic, 0, offset, "k".getBytes(UTF_8), value);
  }

  private List<CSVRecord> csv(String file) {
    var format =
        CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    try (var reader = Files.newBufferedReader(folder.resolve(file));
        var parser = format.parse(reader)) {
      return parser.getRecords();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> stages(List<CSVRecord> rows) {
    return rows.stream().map(row -> row.get("stage_id")).toList();
  }
}
