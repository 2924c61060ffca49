package io.millrace.launcher.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.launcher.evaluation.Evaluation.Pair;
import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluationTest {
  @Test
  void classification_hasAccuracyAndConfusion() {
    var evaluation = evaluation(Task.CLASSIFICATION, "1=1", "0.0=0", "1=0", "ok=ok", "ok=1");

    assertThat(evaluation.metrics()).containsExactly(Map.entry("accuracy", 0.6));
    assertThat(evaluation.labels().toString()).isEqualTo("[0, 1, ok]");
    assertThat(evaluation.confusion().toString())
        .isEqualTo("{0={0=1}, 1={0=1, 1=1}, ok={1=1, ok=1}}");
  }

  @Test
  void regression_hasTwoErrors() {
    var evaluation = evaluation(Task.REGRESSION, "1=4", "2=-2");

    assertThat(evaluation.rmse()).isCloseTo(Math.sqrt(12.5), within(1e-12));
    assertThat(evaluation.mae()).isEqualTo(3.5);
    assertThat(evaluation.metrics()).containsOnlyKeys("rmse", "mae");
  }

  @Test
  void nothing_cannotBeEvaluated() {
    assertThatThrownBy(() -> new Evaluation(Task.REGRESSION, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "1,1",
    "1.0,1",
    " 2.50 ,2.5",
    "-0.0,0",
    "true,1",
    "False,0",
    "1e400,1e400",
    "a b,a b",
    "NaN,NaN"
  })
  void label_isShownInOneForm(String text, String shown) {
    assertThat(Label.parse(text)).hasToString(shown);
  }

  @Test
  void truth_mustFitTheTask() {
    var table = CsvTable.read("data.csv", new StringReader("y,x\nhigh,1\n,2"));
    var rows = table.rows();

    assertThat(Task.CLASSIFICATION.truth(table, rows.get(0), 0)).isEqualTo(new Label.Text("high"));
    assertThatThrownBy(() -> Task.REGRESSION.truth(table, rows.get(0), 0))
        .hasMessage("data.csv line 2 column \"y\": \"high\" is no number");
    assertThatThrownBy(() -> Task.CLASSIFICATION.truth(table, rows.get(1), 0))
        .hasMessage("data.csv line 3 column \"y\": \"\" is no label");
  }

  private static Evaluation evaluation(Task task, String... pairs) {
    return new Evaluation(task, Arrays.stream(pairs).map(EvaluationTest::pair).toList());
  }

  private static Pair pair(String text) {
    int equals = text.indexOf('=');
    return new Pair(
        Label.parse(text.substring(0, equals)), Label.parse(text.substring(equals + 1)));
  }
}
