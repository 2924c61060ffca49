package io.millrace.metrics.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.contract.Utility;
import io.millrace.model.contract.Utility.Combination;
import io.millrace.model.contract.Utility.Goal;
import io.millrace.model.contract.Utility.Scale;
import io.millrace.model.contract.Utility.Scaling;
import io.millrace.model.contract.Utility.Term;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UtilityScoreTest {

  @ParameterizedTest
  @CsvSource({"PROD, 0.24", "RPROD, 0.96", "AVG, 0.6333333333", "SUM, 1.9", "MIN, 0.5", "MAX, 0.8"})
  void combinations(Combination combination, double expected) {
    assertThat(UtilityScore.combine(combination, List.of(0.5, 0.6, 0.8)))
        .isEqualTo(expected, within(1e-9));
  }

  @ParameterizedTest
  @CsvSource({
    "LINEAR, 10, 0", "LINEAR, 32.5, 0.25", "LINEAR, 100, 1", "LINEAR, 5, 0", "LINEAR, 500, 1",
    "LOG, 10, 0", "LOG, 31.6227766017, 0.5", "LOG, 100, 1", "LOG, 0, 0", "LOG, -5, 0",
    "LOG, 1000, 1"
  })
  void scalesFromTenToAHundred_areClamped(Scaling scaling, double value, double expected) {
    assertThat(UtilityScore.scale(new Scale(scaling, 10, 100), value))
        .isEqualTo(expected, within(1e-9));
  }

  @Test
  void score_isTheWeightedSum_ofWhatIsToBeLargeAndWhatIsToBeSmall() {
    var utility = new Utility(List.of(
        new Term("accuracy", Combination.RPROD, Goal.MAX, new Scale(Scaling.LINEAR, 0, 1), 2),
        new Term("cost", Combination.SUM, Goal.MIN, new Scale(Scaling.LOG, 1, 100), 0.5)));
    var members = Map.of("accuracy", List.of(0.8, 0.5), "cost", List.of(4.0, 6.0));
    var score = UtilityScore.of(utility, members::get);
    // 2 (1 - 0.2 · 0.5) + 0.5 (1 - ln 10 / ln 100)
    assertThat(score.value()).isEqualTo(2 * 0.9 + 0.5 * 0.5, within(1e-12));
    assertThat(score.missing()).isEmpty();
  }

  @Test
  void metricNobodyReported_isNamed_andSoIsOneThatIsNoNumber() {
    var scale = new Scale(Scaling.LINEAR, 0, 1);
    var utility = new Utility(List.of(
        new Term("a", Combination.AVG, Goal.MAX, scale, 1),
        new Term("b", Combination.AVG, Goal.MAX, scale, 1),
        new Term("c", Combination.AVG, Goal.MAX, scale, 1)));
    var members = Map.of("a", List.of(0.5), "c", List.of(1.0, Double.NaN));
    var score = UtilityScore.of(utility, name -> members.getOrDefault(name, List.of()));
    assertThat(score).isEqualTo(new UtilityScore(0.5, List.of("b", "c")));
  }
}
