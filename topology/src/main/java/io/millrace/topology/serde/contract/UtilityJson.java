package io.millrace.topology.serde.contract;

import io.millrace.model.contract.Utility;
import io.millrace.model.contract.Utility.Combination;
import io.millrace.model.contract.Utility.Goal;
import io.millrace.model.contract.Utility.Scale;
import io.millrace.model.contract.Utility.Scaling;
import io.millrace.model.contract.Utility.Term;
import io.millrace.topology.serde.Json;
import java.util.ArrayList;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A composite utility: an array of {@code {"metric": "accuracy", "aggregation": "rprod", "objective":
 * "max", "scaling": "linear", "min": 0, "max": 1, "weight": 2}}.
 */
final class UtilityJson {
  private UtilityJson() {}

  /** The utility in that field; null if there is none, or none that is right. */
  static @Nullable Utility read(Fields contract, String name) {
    int before = contract.mistakes().size();
    var terms = new ArrayList<Term>();
    for (var fields : contract.objects(name)) {
      var term = term(fields);
      if (term != null) {
        terms.add(term);
      }
    }
    return terms.isEmpty() || contract.mistakes().size() > before ? null : new Utility(terms);
  }

  private static @Nullable Term term(Fields fields) {
    int before = fields.mistakes().size();
    var metric = fields.requiredText("metric");
    var combination = fields.oneOf("aggregation", Names.of(Combination.class));
    var goal = fields.oneOf("objective", Names.of(Goal.class));
    var scaling = fields.oneOf("scaling", Names.of(Scaling.class));
    var least = fields.requiredNumber("min");
    var most = fields.requiredNumber("max");
    var weight = fields.number("weight");
    if (metric == null || least == null || most == null || fields.mistakes().size() > before) {
      return null;
    }
    try {
      return new Term(
          metric,
          Objects.requireNonNullElse(combination, Combination.AVG),
          Objects.requireNonNullElse(goal, Goal.MAX),
          new Scale(Objects.requireNonNullElse(scaling, Scaling.LINEAR), least, most),
          Objects.requireNonNullElse(weight, 1.0));
    } catch (IllegalArgumentException e) {
      fields.mistakes().add("%s: %s".formatted(fields.path(), e.getMessage()));
      return null;
    }
  }

  static JsonNode write(Utility utility) {
    var all = Json.MAPPER.createArrayNode();
    for (var term : utility.terms()) {
      all.addObject()
          .put("metric", term.metric())
          .put("aggregation", Names.of(term.combination()))
          .put("objective", Names.of(term.goal()))
          .put("scaling", Names.of(term.scale().scaling()))
          .put("min", term.scale().least())
          .put("max", term.scale().most())
          .put("weight", term.weight());
    }
    return all;
  }
}
