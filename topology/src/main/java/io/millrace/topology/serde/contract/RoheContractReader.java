package io.millrace.topology.serde.contract;

import io.millrace.model.contract.Aggregate;
import io.millrace.model.contract.Aggregate.Function;
import io.millrace.model.contract.Category;
import io.millrace.model.contract.Condition;
import io.millrace.model.contract.Condition.Comparison;
import io.millrace.model.contract.Condition.Operator;
import io.millrace.model.contract.Expression;
import io.millrace.topology.serde.contract.ObjectiveJson.Promise;
import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * ROHE's service contract. Times of its performance objectives are in ms; Millrace's response times, as
 * QoA4ML's, are in seconds. Throughput is the rate of response times: each response reports one.
 */
final class RoheContractReader {
  private static final Pattern RESPONSE_TIME =
      Pattern.compile("response_time_p([0-9]{1,2}(?:\\.[0-9]{1,6})?)_ms");
  private static final String RESPONSE = "response_time";
  // What Millrace adds to a performance objective holds for all of its values.
  private static final List<String> ADDED = List.of(
      "window",
      "minimum_samples",
      "open_after",
      "close_after",
      "action_on_violation",
      "filters",
      "scope");
  private static final Aggregate MEAN = Aggregate.of(Function.AVERAGE);

  private final Fields root;
  private final Draft draft;

  RoheContractReader(Fields root, Draft draft) {
    this.root = root;
    this.draft = draft;
  }

  void read() {
    var performance = root.object("performance_slo");
    if (performance != null) {
      performance.names().forEach(name -> readPerformance(performance, name));
    }
    var quality = root.object("quality_slo");
    if (quality != null) {
      readQuality(quality);
    }
  }

  private void readPerformance(Fields slo, String name) {
    var quantile = RESPONSE_TIME.matcher(name);
    if (ADDED.contains(name) || !slo.has(name)) {
      return; // ROHE writes null for what is not promised
    }
    if (quantile.matches()) {
      double fraction = new BigDecimal(quantile.group(1)).movePointLeft(2).doubleValue();
      promise(slo, name, RESPONSE, Aggregate.percentile(fraction), Operator.LESS_EQUAL, 1000);
    } else if (name.equals("throughput_rps")) {
      promise(slo, name, RESPONSE, Aggregate.of(Function.RATE), Operator.GREATER_EQUAL, 1);
    } else if (name.equals("availability_percent")) {
      promise(slo, name, "availability", MEAN, Operator.GREATER_EQUAL, 1);
    } else {
      draft.notes.add("%s: kept, not judged: it is no known objective".formatted(slo.at(name)));
      root.keep("performance_slo");
    }
  }

  private void promise(
      Fields slo,
      String name,
      String metric,
      Aggregate aggregate,
      Operator operator,
      double scale) {
    var value = slo.number(name);
    if (value == null) {
      return;
    }
    var condition = new Comparison(operator, value / scale);
    draft.add(ObjectiveJson.read(
        slo,
        new Promise(
            draft.unused(name), Category.SERVICE, metric, null, aggregate, null, condition)));
  }

  private void readQuality(Fields quality) {
    var builtin = quality.object("builtin_metrics");
    if (builtin != null) {
      builtin
          .entries()
          .forEach((metric, fields) -> draft.add(ObjectiveJson.read(
              fields,
              new Promise(
                  draft.unused(metric),
                  category(metric),
                  metric,
                  null,
                  MEAN,
                  null,
                  condition(fields)))));
    }
    var defined = quality.object("cdm_thresholds");
    if (defined != null) {
      defined
          .entries()
          .forEach((metric, fields) -> draft.add(ObjectiveJson.read(
              fields,
              new Promise(
                  draft.unused(metric),
                  Category.ML_SPECIFIC,
                  metric,
                  new Expression.Reference(metric),
                  MEAN,
                  draft.windows.get(metric),
                  condition(fields)))));
    }
  }

  private static Category category(String metric) {
    return switch (metric) {
      case "availability", "reliability", RESPONSE, "throughput" -> Category.SERVICE;
      case "cost" -> Category.COST;
      default -> Category.ML_SPECIFIC;
    };
  }

  private static @Nullable Condition condition(Fields fields) {
    return ConditionJson.read(fields, "");
  }
}
