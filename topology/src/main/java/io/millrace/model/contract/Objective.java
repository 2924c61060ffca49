package io.millrace.model.contract;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * One promise of a contract.
 *
 * @param name unique in its contract
 * @param metric what it is about, for people
 * @param condition what the measured value must satisfy; with an error budget, each single value
 * @param level of what it is judged, each by itself
 * @param minimumSamples with fewer there is no verdict
 * @param hold how long a verdict must last to begin or end an episode
 * @param more fields that this version does not know, kept as they were
 */
public record Objective(
    String name,
    Category category,
    String metric,
    Measure measure,
    Condition condition,
    ScopeLevel level,
    long minimumSamples,
    Hold hold,
    Action action,
    Map<String, Object> more) {
  public static final Duration DEFAULT_WINDOW = Duration.ofMinutes(1);

  public Objective {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(category, "category");
    Objects.requireNonNull(metric, "metric");
    Objects.requireNonNull(measure, "measure");
    Objects.requireNonNull(condition, "condition");
    Objects.requireNonNull(level, "level");
    Objects.requireNonNull(hold, "hold");
    Objects.requireNonNull(action, "action");
    more = MoreFields.copy(more);
    if (name.isBlank()) {
      throw new IllegalArgumentException("an objective without a name");
    }
    if (minimumSamples < 1) {
      throw new IllegalArgumentException("objective \"%s\": minimum samples are 1 or more, not %d"
          .formatted(name, minimumSamples));
    }
  }

  /** An objective that is judged of the whole application. */
  public Objective(
      String name,
      Category category,
      String metric,
      Measure measure,
      Condition condition,
      long minimumSamples,
      Hold hold,
      Action action,
      Map<String, Object> more) {
    this(
        name,
        category,
        metric,
        measure,
        condition,
        ScopeLevel.APPLICATION,
        minimumSamples,
        hold,
        action,
        more);
  }

  /** How the objective is measured. */
  public sealed interface Measure {}

  /** By one value of a window. */
  public record Windowed(Expression expression, Duration window) implements Measure {
    public Windowed {
      Objects.requireNonNull(expression, "expression");
      if (window.toMillis() < 1) {
        throw new IllegalArgumentException("a window is 1 ms or longer, not %s".formatted(window));
      }
    }
  }

  /** By the part of values that do not satisfy the condition: alerts go by how fast it uses up the budget. */
  public record Budgeted(MetricSelector events, ErrorBudget budget) implements Measure {
    public Budgeted {
      Objects.requireNonNull(events, "events");
      Objects.requireNonNull(budget, "budget");
    }
  }

  /**
   * How long a verdict must last, in log time, before it counts. Only the opposite verdict ends a run;
   * {@code unknown} does not.
   *
   * @param open violated for this long opens an episode
   * @param close met for this long closes it
   */
  public record Hold(Duration open, Duration close) {
    public static final Hold NONE = new Hold(Duration.ZERO, Duration.ZERO);

    public Hold {
      if (open.isNegative() || close.isNegative()) {
        throw new IllegalArgumentException(
            "hold times are not negative, but %s and %s".formatted(open, close));
      }
    }
  }
}
