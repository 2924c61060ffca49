package io.millrace.model.contract;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must be right across a whole contract. */
public final class ContractRules {
  // Expressions are walked by recursion, references included.
  private static final int MOST_METRICS = 200;
  private static final int DEEPEST = 16;

  private ContractRules() {}

  static List<String> mistakes(
      String id, String application, List<Objective> objectives, Map<String, Expression> metrics) {
    var mistakes = new ArrayList<String>();
    checkName("contract_id", id, mistakes);
    checkName("application", application, mistakes);
    checkNames(objectives, mistakes);
    if (objectives.isEmpty()) {
      mistakes.add("objectives: the contract promises nothing that can be measured");
    }
    mistakes.addAll(referenceMistakes(objectives, metrics, metrics.keySet()));
    return mistakes;
  }

  /**
   * What is wrong with the contract's expressions: unknown references, cycles, too many, too deep.
   *
   * @param known names that may be referred to, those of expressions that could not be read among them
   */
  public static List<String> referenceMistakes(
      List<Objective> objectives, Map<String, Expression> metrics, Collection<String> known) {
    var mistakes = new ArrayList<String>();
    if (metrics.size() > MOST_METRICS) {
      mistakes.add(
          "metrics: %d are defined, at most %d may be".formatted(metrics.size(), MOST_METRICS));
      return mistakes;
    }
    metrics.forEach(
        (name, expression) -> check("metric \"%s\"".formatted(name), expression, known, mistakes));
    for (var objective : objectives) {
      if (objective.measure() instanceof Objective.Windowed windowed) {
        check(
            "objective \"%s\"".formatted(objective.name()), windowed.expression(), known, mistakes);
      }
    }
    mistakes.addAll(cycles(metrics));
    return mistakes;
  }

  private static void check(
      String what, Expression expression, Collection<String> known, List<String> mistakes) {
    if (depth(expression) > DEEPEST) {
      mistakes.add("%s: nested deeper than %d".formatted(what, DEEPEST));
    }
    for (var name : references(expression)) {
      if (!known.contains(name)) {
        mistakes.add("%s: there is no metric \"%s\" to refer to; defined are %s"
            .formatted(what, name, known));
      }
    }
  }

  private static int depth(Expression expression) {
    return expression instanceof Expression.Ratio ratio
        ? 1 + Math.max(depth(ratio.numerator()), depth(ratio.denominator()))
        : 1;
  }

  private static Set<String> references(Expression expression) {
    var names = new LinkedHashSet<String>();
    if (expression instanceof Expression.Reference reference) {
      names.add(reference.metric());
    } else if (expression instanceof Expression.Ratio ratio) {
      names.addAll(references(ratio.numerator()));
      names.addAll(references(ratio.denominator()));
    }
    return names;
  }

  private static List<String> cycles(Map<String, Expression> metrics) {
    var found = new ArrayList<String>();
    var done = new HashSet<String>();
    for (var name : metrics.keySet()) {
      follow(name, metrics, new ArrayList<>(), done, found);
    }
    return found;
  }

  private static void follow(
      String name,
      Map<String, Expression> metrics,
      List<String> path,
      Set<String> done,
      List<String> found) {
    int start = path.indexOf(name);
    if (start >= 0) {
      found.add("metrics: %s -> %s refers to itself"
          .formatted(String.join(" -> ", path.subList(start, path.size())), name));
      return;
    }
    var expression = metrics.get(name);
    if (expression == null || done.contains(name)) {
      return;
    }
    path.add(name);
    references(expression).forEach(next -> follow(next, metrics, path, done, found));
    path.remove(path.size() - 1);
    done.add(name);
  }

  private static void checkName(String field, String value, List<String> mistakes) {
    if (value.isBlank() || value.length() > Contract.LONGEST_ID) {
      mistakes.add("%s: 1 to %d characters, not \"%s\""
          .formatted(
              field,
              Contract.LONGEST_ID,
              value.length() > 40 ? value.substring(0, 40) + "…" : value));
    }
  }

  private static void checkNames(List<Objective> objectives, List<String> mistakes) {
    var seen = new HashSet<String>();
    for (var objective : objectives) {
      if (!seen.add(objective.name())) {
        mistakes.add("objectives: \"%s\" is there twice".formatted(objective.name()));
      }
    }
  }
}
