package io.millrace.launcher.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvTableTest {
  @Test
  void rows_knowTheirLines_whateverIsQuotedOrEmptyBetween() {
    var table = read("a, b\r\n1,\"x, \"\"y\"\"\"\r\n\r\n\"two\nlines\",3\r\n4,5");

    assertThat(table.header()).containsExactly("a", "b");
    assertThat(table.rows())
        .containsExactly(
            new CsvTable.Row(2, List.of("1", "x, \"y\"")),
            new CsvTable.Row(4, List.of("two\nlines", "3")),
            new CsvTable.Row(6, List.of("4", "5")));
  }

  @Test
  void byteOrderMark_isNoPartOfTheFirstName() {
    assertThat(read("\uFEFFa,b\n1,2\n").header()).containsExactly("a", "b");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          ''               | data.csv: the file is empty; it needs a header row
          a,b              | data.csv: no row follows the header
          a,b;1,2;3        | data.csv line 3: 1 values, the header has 2 columns
          a,b;1,2,3        | data.csv line 2: 3 values, the header has 2 columns
          a,b;1,'"'2       | data.csv: (startline 2) EOF reached before encapsulated token finished
          """)
  void unusableText_isRefused(String text, String reason) {
    assertThatThrownBy(() -> read(text.replace(';', '\n').replace("'", "")))
        .isInstanceOf(CsvException.class)
        .hasMessage(reason);
  }

  @Test
  void column_isFoundByName_orTheColumnsAreListed() {
    var table = read("a,b,b\n1,2,3");

    assertThat(table.column("a")).isZero();
    assertThatThrownBy(() -> table.column("c"))
        .hasMessage("data.csv: no column \"c\"; the columns are a, b, b");
    assertThatThrownBy(() -> table.column("b"))
        .hasMessage("data.csv: more than one column \"b\"; the columns are a, b, b");
  }

  @Test
  void file_thatIsMissingOrNoText_isRefused(@TempDir Path folder) throws IOException {
    var file = Files.write(folder.resolve("latin1.csv"), new byte[] {'a', '\n', (byte) 0xe9});

    assertThatThrownBy(() -> CsvTable.read(file)).hasMessage(file + ": the text is not UTF-8");
    assertThatThrownBy(() -> CsvTable.read(folder.resolve("none.csv")))
        .hasMessageEndingWith("none.csv: no such file");
    assertThatThrownBy(() -> CsvTable.read(folder)).hasMessageContaining("directory");
  }

  private static CsvTable read(String text) {
    return CsvTable.read("data.csv", new StringReader(text));
  }
}
