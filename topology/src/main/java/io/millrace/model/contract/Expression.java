package io.millrace.model.contract;

import java.util.Objects;

/** What is computed of a window: a tree of aggregates, ratios and references to other expressions. */
public sealed interface Expression {

  /** One aggregate of the chosen samples. */
  record Aggregated(Aggregate aggregate, MetricSelector of) implements Expression {
    public Aggregated {
      Objects.requireNonNull(aggregate, "aggregate");
      Objects.requireNonNull(of, "of");
    }

    @Override
    public String toString() {
      return "%s of %s".formatted(aggregate, of);
    }
  }

  /** The first divided by the second; 0 where the second is 0. */
  record Ratio(Expression numerator, Expression denominator) implements Expression {
    public Ratio {
      Objects.requireNonNull(numerator, "numerator");
      Objects.requireNonNull(denominator, "denominator");
    }

    @Override
    public String toString() {
      return "(%s) / (%s)".formatted(numerator, denominator);
    }
  }

  /** The consumer-defined metric of that name. */
  record Reference(String metric) implements Expression {
    public Reference {
      Objects.requireNonNull(metric, "metric");
    }

    @Override
    public String toString() {
      return metric;
    }
  }
}
