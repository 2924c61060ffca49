package io.millrace.launcher.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void columns_areAligned_numbersToTheRight() {
    var table = Table.of("name", "rows").row("machine-health", 7).row("a", 1000);

    assertThat(table.toString().lines())
        .containsExactly("name            rows", "machine-health     7", "a               1000");
    assertThat(Table.of("a", "b")).hasToString("a  b");
  }

  @Test
  void row_ofAnotherWidth_isABug() {
    assertThatThrownBy(() -> Table.of("a").row(1, 2))
        .hasMessage("row [1, 2]: 2 values, the table has 1 columns");
  }
}
