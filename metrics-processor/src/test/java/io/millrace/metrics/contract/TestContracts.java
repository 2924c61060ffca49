package io.millrace.metrics.contract;

import io.millrace.model.contract.Action;
import io.millrace.model.contract.Aggregate;
import io.millrace.model.contract.Aggregate.Function;
import io.millrace.model.contract.Category;
import io.millrace.model.contract.Condition.Comparison;
import io.millrace.model.contract.Condition.Operator;
import io.millrace.model.contract.Contract;
import io.millrace.model.contract.Expression;
import io.millrace.model.contract.MetricSelector;
import io.millrace.model.contract.Objective;
import io.millrace.model.contract.Objective.Hold;
import io.millrace.model.contract.Objective.Measure;
import io.millrace.model.contract.Objective.Windowed;
import io.millrace.model.contract.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Contracts and samples for tests. */
final class TestContracts {
  static final TimeRange TEN_SECONDS = new TimeRange(Instant.EPOCH, Instant.ofEpochSecond(10));

  private TestContracts() {}

  static Aggregate average() {
    return Aggregate.of(Function.AVERAGE);
  }

  static Expression leaf(Function function, String metric) {
    return new Expression.Aggregated(Aggregate.of(function), MetricSelector.of(metric));
  }

  static Objective atMost(double bound, Measure measure, long minimumSamples, Hold hold) {
    return new Objective(
        "o",
        Category.SERVICE,
        "m",
        measure,
        new Comparison(Operator.LESS_EQUAL, bound),
        minimumSamples,
        hold,
        Action.REROUTE,
        Map.of());
  }

  static Contract contract(Objective objective) {
    return contract(List.of(objective), Map.of(), null);
  }

  static Contract contract(
      List<Objective> objectives, Map<String, Expression> metrics, @Nullable Instant until) {
    return new Contract("c", "t", "app", null, until, objectives, metrics, null, Map.of());
  }

  /** A contract with an objective for each expression. */
  static Contract contract(Expression... expressions) {
    var objectives = new ArrayList<Objective>();
    for (var expression : expressions) {
      objectives.add(new Objective(
          "o" + objectives.size(),
          Category.SERVICE,
          "m",
          new Windowed(expression, Duration.ofSeconds(10)),
          new Comparison(Operator.LESS_EQUAL, 1),
          1,
          Hold.NONE,
          Action.ALERT,
          Map.of()));
    }
    return contract(objectives, Map.of(), null);
  }

  /** These values of the metric, one a second from the epoch. */
  static PanedMeasurements of(Contract contract, String metric, double... values) {
    var measurements = PanedMeasurements.of(contract, Duration.ofSeconds(1), 10_000);
    for (int i = 0; i < values.length; i++) {
      measurements.add(new Sample(metric, Map.of(), values[i], Instant.ofEpochSecond(i)));
    }
    return measurements;
  }
}
