package io.millrace.topology.serde.contract;

import io.millrace.model.contract.Action;
import io.millrace.model.contract.Aggregate;
import io.millrace.model.contract.Category;
import io.millrace.model.contract.Condition;
import io.millrace.model.contract.ErrorBudget;
import io.millrace.model.contract.Expression;
import io.millrace.model.contract.MetricSelector;
import io.millrace.model.contract.Objective;
import io.millrace.model.contract.Objective.Budgeted;
import io.millrace.model.contract.Objective.Hold;
import io.millrace.model.contract.Objective.Measure;
import io.millrace.model.contract.Objective.Windowed;
import io.millrace.model.contract.ScopeLevel;
import io.millrace.topology.serde.Json;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Objectives, and the fields that Millrace adds to the constraints of QoA4ML and the thresholds of ROHE:
 * {@code window}, {@code percentile} (0 to 1; instead of the aggregate), {@code filters}, {@code
 * minimum_samples}, {@code scope} (of what it is judged: {@code application}, {@code stage} or {@code
 * instance}), {@code error_budget} ({@code target}, {@code period}; instead of window and aggregate),
 * {@code open_after}, {@code close_after}, {@code action_on_violation}.
 */
final class ObjectiveJson {
  private ObjectiveJson() {}

  /**
   * What the form of the document says of an objective.
   *
   * @param expression null: an aggregate of the metric
   * @param aggregate where the fields name none
   * @param window where the fields name none
   * @param condition null: it could not be read
   */
  record Promise(
      String name,
      Category category,
      String metric,
      @Nullable Expression expression,
      Aggregate aggregate,
      @Nullable Duration window,
      @Nullable Condition condition) {}

  /** An objective of Millrace's own form; null if it is none. */
  static @Nullable Objective read(Fields fields) {
    int before = fields.mistakes().size();
    var name = fields.requiredText("name");
    var category = fields.oneOf("category", Names.of(Category.class));
    var defined = fields.object("expression");
    var expression = defined == null ? null : ExpressionJson.read(defined);
    var metric = defined == null ? fields.requiredText("metric") : fields.text("metric");
    var condition = ConditionJson.read(fields, "");
    if (name != null && name.isBlank()) {
      fields.mistake("name", "a name is wanted, not \"\"");
    }
    var promise = new Promise(
        name == null || name.isBlank() ? "?" : name,
        Objects.requireNonNullElse(category, Category.SERVICE),
        Objects.requireNonNullElse(metric, Objects.requireNonNullElse(name, "")),
        expression,
        Aggregate.of(Aggregate.Function.AVERAGE),
        null,
        condition);
    var objective = read(fields, promise);
    return fields.mistakes().size() > before ? null : objective;
  }

  /** The objective with the fields that Millrace adds; null if one of them is wrong. */
  static @Nullable Objective read(Fields fields, Promise promise) {
    int before = fields.mistakes().size();
    var measure = measure(fields, promise);
    var level = fields.oneOf("scope", Names.of(ScopeLevel.class));
    var minimum = fields.count("minimum_samples");
    if (minimum != null && minimum < 1) {
      fields.mistake("minimum_samples", "1 or more is wanted, not " + minimum);
    }
    var open = fields.duration("open_after");
    var close = fields.duration("close_after");
    var action = fields.oneOf("action_on_violation", Names.of(Action.class));
    if (measure == null || promise.condition() == null || fields.mistakes().size() > before) {
      return null;
    }
    return new Objective(
        promise.name(),
        promise.category(),
        promise.metric(),
        measure,
        promise.condition(),
        Objects.requireNonNullElse(level, ScopeLevel.APPLICATION),
        minimum == null ? 1 : minimum,
        new Hold(orZero(open), orZero(close)),
        Objects.requireNonNullElse(action, Action.ALERT),
        fields.rest());
  }

  private static Duration orZero(@Nullable Duration duration) {
    return Objects.requireNonNullElse(duration, Duration.ZERO);
  }

  private static @Nullable Measure measure(Fields fields, Promise promise) {
    var window = fields.duration("window");
    if (window != null && window.toMillis() < 1) {
      fields.mistake("window", "1 ms or more is wanted, not " + window);
    }
    var aggregate = aggregate(fields, promise.aggregate());
    var filters = fields.texts("filters");
    if (filters.containsKey("name")) {
      fields.mistake("filters", "the metric is chosen by its own field, not by \"name\"");
    }
    var selector = new MetricSelector(promise.metric(), filters);
    var budget = fields.object("error_budget");
    if (budget != null) {
      return budgeted(budget, selector, promise);
    }
    if (aggregate == null) {
      return null;
    }
    var length = window != null
        ? window
        : Objects.requireNonNullElse(promise.window(), Objective.DEFAULT_WINDOW);
    return length.toMillis() < 1
        ? null
        : new Windowed(
            promise.expression() != null
                ? promise.expression()
                : new Expression.Aggregated(aggregate, selector),
            length);
  }

  private static @Nullable Aggregate aggregate(Fields fields, Aggregate otherwise) {
    var named = fields.oneOf("aggregate_function", Names.of(Aggregate.Function.class));
    if (fields.has("percentile") || named == Aggregate.Function.PERCENTILE) {
      return ExpressionJson.aggregate(fields, Aggregate.Function.PERCENTILE, "percentile");
    }
    return named == null ? otherwise : Aggregate.of(named);
  }

  private static @Nullable Budgeted budgeted(
      Fields fields, MetricSelector events, Promise promise) {
    var target = fields.requiredNumber("target");
    var period = fields.duration("period");
    if (promise.expression() != null) {
      fields
          .mistakes()
          .add("%s: an error budget counts single values, not the expression %s"
              .formatted(fields.path(), promise.expression()));
    }
    if (target == null) {
      return null;
    }
    try {
      return new Budgeted(
          events, new ErrorBudget(target, Objects.requireNonNullElse(period, Duration.ofDays(30))));
    } catch (IllegalArgumentException e) {
      fields.mistakes().add("%s: %s".formatted(fields.path(), e.getMessage()));
      return null;
    }
  }

  static ObjectNode write(Objective objective) {
    var node = Json.MAPPER.createObjectNode();
    node.put("name", objective.name());
    node.put("category", Names.of(objective.category()));
    node.put("metric", objective.metric());
    writeMeasure(objective, node);
    ConditionJson.write(objective.condition(), "", node);
    if (objective.level() != ScopeLevel.APPLICATION) {
      node.put("scope", Names.of(objective.level()));
    }
    node.put("minimum_samples", objective.minimumSamples());
    node.put("open_after", objective.hold().open().toString());
    node.put("close_after", objective.hold().close().toString());
    node.put("action_on_violation", Names.of(objective.action()));
    Tree.addMore(objective.more(), node);
    return node;
  }

  private static void writeMeasure(Objective objective, ObjectNode node) {
    if (objective.measure() instanceof Budgeted budgeted) {
      writeFilters(budgeted.events(), node);
      node.putObject("error_budget")
          .put("target", budgeted.budget().target())
          .put("period", budgeted.budget().period().toString());
      return;
    }
    var windowed = (Windowed) objective.measure();
    if (windowed.expression() instanceof Expression.Aggregated leaf
        && objective.metric().equals(leaf.of().metric())) {
      node.put("aggregate_function", leaf.aggregate().function().name());
      if (leaf.aggregate().fraction() != null) {
        node.put("percentile", leaf.aggregate().fraction());
      }
      writeFilters(leaf.of(), node);
    } else {
      node.set("expression", ExpressionJson.write(windowed.expression()));
    }
    node.put("window", windowed.window().toString());
  }

  private static void writeFilters(MetricSelector selector, ObjectNode node) {
    if (!selector.filters().isEmpty()) {
      node.set("filters", Json.MAPPER.valueToTree(selector.filters()));
    }
  }
}
