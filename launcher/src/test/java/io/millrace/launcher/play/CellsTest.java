package io.millrace.launcher.play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.qoa.Value;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CellsTest {
  @Test
  void numbersTruthsAndWhatIsNone_areValues() {
    assertThat(Cells.value("c", "0.1")).isEqualTo(Value.of(0.1));
    assertThat(Cells.value("c", "-1E-3")).isEqualTo(Value.of(-0.001));
    assertThat(Cells.value("c", "True")).isEqualTo(Value.of(1));
    assertThat(Cells.value("c", "false")).isEqualTo(Value.of(0));
    assertThat(Cells.value("c", "nan")).isEqualTo(new Value.Invalid("NaN"));
    assertThat(Cells.value("c", "-inf")).isEqualTo(new Value.Invalid("-Infinity"));
    assertThat(Cells.value("c", "None")).isEqualTo(new Value.Invalid("null"));
    assertThatThrownBy(() -> Cells.value("c", "1d"))
        .isInstanceOf(PlayException.class)
        .hasMessage("column \"c\": \"1d\" is no number");
  }

  @Test
  void scores_areReadAsOtherLanguagesPrintThem() {
    assertThat(Cells.prediction("{'fall': 0.25, 'Walking': 0.75}", false))
        .isEqualTo(Map.of("fall", 0.25, "Walking", 0.75));
    assertThat(Cells.prediction("walking", false)).isEqualTo("walking");
    assertThatThrownBy(() -> Cells.prediction("{'fall': 'much'}", false))
        .hasMessageContaining("score of \"fall\"");
    assertThatThrownBy(() -> Cells.prediction("{'fall': ", false))
        .hasMessageContaining("no object of scores");
  }

  @Test
  void lowerCase_keepsTheBestClassTheBest() {
    assertThat(Cells.prediction("{'Carrying': 0.3, 'carrying': 0.25, 'fall': 0.28}", true))
        .isEqualTo(Map.of("carrying", 0.3, "fall", 0.28));
    assertThat(Cells.prediction("Walking", true)).isEqualTo("walking");
  }
}
