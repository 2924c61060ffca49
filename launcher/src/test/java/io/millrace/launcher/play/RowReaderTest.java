package io.millrace.launcher.play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowReaderTest {
  @TempDir
  Path folder;

  private List<Row> rows(String name, String text, String... columns) throws IOException {
    var file = Files.writeString(folder.resolve(name), text);
    var rows = new ArrayList<Row>();
    try (var reader = RowReader.open(file, null, List.of(columns))) {
      reader.forEachRemaining(rows::add);
    }
    return rows;
  }

  @Test
  void csv_hasItsColumnsFromTheHeader_andKnowsItsLines() throws IOException {
    var rows = rows("a.csv", "\uFEFFstage, seconds\ndetect,1.5\n\"two\nlines\",2\n,\n");
    assertThat(rows).extracting(Row::line).containsExactly(2L, 3L, 5L);
    assertThat(rows.get(0).values()).isEqualTo(Map.of("stage", "detect", "seconds", "1.5"));
    assertThat(rows.get(2).text("stage")).isNull();
  }

  @Test
  void csvWithoutAHeader_getsItsColumnsByName() throws IOException {
    assertThat(rows("a.csv", "0,detect,1.5\n", "run", "stage", "seconds").get(0).values())
        .isEqualTo(Map.of("run", "0", "stage", "detect", "seconds", "1.5"));
  }

  @Test
  void jsonLines_reachIntoObjects_andKeepThemWhole() throws IOException {
    var rows = rows(
        "a.jsonl", "{\"a\": {\"b\": 1.5, \"c\": [1]}, \"d\": null, \"e\": \"x\"}\n\n{\"e\": true}");
    assertThat(rows.get(0).values())
        .containsEntry("a.b", "1.5")
        .containsEntry("a.c", "[1]")
        .containsEntry("a", "{\"b\":1.5,\"c\":[1]}")
        .containsEntry("e", "x")
        .doesNotContainKey("d");
    assertThat(rows.get(1)).returns(3L, Row::line).returns("true", row -> row.text("e"));
  }

  @Test
  void whatIsNotAsItShouldBe_isNamedWithItsPlace() {
    assertThatThrownBy(() -> rows("short.csv", "a,b\n1\n"))
        .hasMessageContaining("short.csv line 2: 1 values, there are 2 columns");
    assertThatThrownBy(() -> rows("empty.csv", "")).hasMessageContaining("the file is empty");
    assertThatThrownBy(() -> rows("twice.csv", "a,a\n"))
        .hasMessageContaining("more than one column");
    assertThatThrownBy(() -> rows("bad.jsonl", "{}\n{\"a\":"))
        .hasMessageContaining("line 2: no JSON");
    assertThatThrownBy(() -> rows("list.jsonl", "[]")).hasMessageContaining("no JSON object");
    assertThatThrownBy(() -> RowReader.open(folder.resolve("none.csv"), null, List.of()))
        .hasMessageContaining("no such file");
  }
}
