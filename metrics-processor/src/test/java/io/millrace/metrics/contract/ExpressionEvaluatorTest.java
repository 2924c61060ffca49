package io.millrace.metrics.contract;

import static io.millrace.metrics.contract.TestContracts.TEN_SECONDS;
import static io.millrace.metrics.contract.TestContracts.leaf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.contract.Aggregate;
import io.millrace.model.contract.Aggregate.Function;
import io.millrace.model.contract.Expression;
import io.millrace.model.contract.Expression.Ratio;
import io.millrace.model.contract.Expression.Reference;
import io.millrace.model.contract.MetricSelector;
import io.millrace.model.contract.Precision;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExpressionEvaluatorTest {
  private static final Expression SUM = leaf(Function.SUM, "m");
  private static final Expression COUNT = leaf(Function.COUNT, "m");

  private static @Nullable Measurement evaluate(Expression expression, double... values) {
    var contract = TestContracts.contract(expression);
    return new ExpressionEvaluator(Map.of(), TestContracts.of(contract, "m", values), TEN_SECONDS)
        .evaluate(expression);
  }

  @Test
  void ratio_divides_andRestsOnTheSamplesBelow() {
    assertThat(evaluate(new Ratio(SUM, COUNT), 1, 2, 6)).isEqualTo(Measurement.exact(3, 3));
  }

  @Test
  void ratioByZero_isZero() {
    assertThat(evaluate(new Ratio(COUNT, SUM), 1, -1)).isEqualTo(Measurement.exact(0, 2));
  }

  @Test
  void ratioOfFilteredCounts_isKnownWhereNoneMatches() {
    var wrong = new MetricSelector("answer", Map.of("result", "wrong"));
    var all = MetricSelector.of("answer");
    var ratio = new Ratio(
        new Expression.Aggregated(COUNT_OF, wrong), new Expression.Aggregated(COUNT_OF, all));
    var measurements = TestContracts.of(TestContracts.contract(ratio), "answer", 1, 1);
    var evaluator = new ExpressionEvaluator(Map.of(), measurements, TEN_SECONDS);
    assertThat(evaluator.evaluate(ratio)).isEqualTo(Measurement.exact(0, 2));
    measurements.add(new Sample("answer", Map.of("result", "wrong"), 1, Instant.EPOCH));
    measurements.add(new Sample("answer", Map.of("result", "wrong2"), 1, Instant.EPOCH));
    assertThat(evaluator.evaluate(ratio)).isEqualTo(Measurement.exact(0.25, 4));
  }

  private static final Aggregate COUNT_OF = Aggregate.of(Function.COUNT);

  @Test
  void partNobodyReported_makesTheWholeUnmeasured() {
    assertThat(evaluate(new Ratio(SUM, leaf(Function.SUM, "other")), 1)).isNull();
    assertThat(evaluate(new Ratio(leaf(Function.SUM, "other"), SUM), 1)).isNull();
  }

  @Test
  void sketchInAnyPart_makesTheWholeASketch() {
    Measurements measurements = (selector, aggregate, range) -> new Measurement(
        4,
        9,
        "p".equals(selector.metric()) ? Precision.SKETCH : Precision.EXACT,
        "late".equals(selector.metric()));
    var evaluator = new ExpressionEvaluator(Map.of(), measurements, TEN_SECONDS);
    assertThat(evaluator.evaluate(new Ratio(leaf(Function.MAX, "p"), leaf(Function.MAX, "late"))))
        .isEqualTo(new Measurement(1, 9, Precision.SKETCH, true));
    assertThat(evaluator.evaluate(new Ratio(SUM, SUM))).isEqualTo(Measurement.exact(1, 9));
  }

  @Test
  void referencesThatFanOut_areComputedOnce() {
    var metrics = new HashMap<String, Expression>(Map.of("m0", SUM));
    for (int i = 1; i <= 60; i++) {
      var before = new Reference("m" + (i - 1));
      metrics.put("m" + i, new Ratio(before, before));
    }
    var asked = new AtomicInteger();
    Measurements measurements = (selector, aggregate, range) -> {
      asked.incrementAndGet();
      return Measurement.exact(8, 2);
    };
    var value =
        new ExpressionEvaluator(metrics, measurements, TEN_SECONDS).evaluate(new Reference("m60"));
    assertThat(value).isEqualTo(Measurement.exact(1, 2));
    assertThat(asked).hasValue(1);
  }

  @Test
  void unknownReference_isNamed() {
    assertThatThrownBy(() -> evaluate(new Reference("x")))
        .hasMessageContaining("there is no metric \"x\" to refer to");
  }
}
