package io.millrace.metrics.contract;

import io.millrace.metrics.contract.burn.BurnState;
import io.millrace.metrics.contract.burn.BurnState.Burn;
import io.millrace.model.contract.Condition.Comparison;
import io.millrace.model.contract.Condition.Operator;
import io.millrace.model.contract.Contract;
import io.millrace.model.contract.Evidence;
import io.millrace.model.contract.Expression;
import io.millrace.model.contract.Objective;
import io.millrace.model.contract.ObjectiveRef;
import io.millrace.model.contract.Precision;
import io.millrace.model.contract.Scope;
import io.millrace.model.contract.Severity;
import io.millrace.model.contract.TimeRange;
import io.millrace.model.contract.Verdict;
import io.millrace.model.contract.Verdict.Status;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Judges one objective of one scope: a function of what was measured and of the time it is given. */
final class ObjectiveJudge {
  private final Contract contract;
  private final Objective objective;
  private final ObjectiveRef of;

  ObjectiveJudge(Contract contract, Objective objective, Scope scope) {
    this.contract = contract;
    this.objective = objective;
    this.of = ObjectiveRef.of(contract, objective, scope);
  }

  /** The verdict on a window of an objective that is not budgeted. */
  Verdict judge(Expression expression, Measurements measurements, TimeRange window, Instant at) {
    var measured =
        new ExpressionEvaluator(contract.metrics(), measurements, window).evaluate(expression);
    var evidence = evidence(measured, window);
    var doubt = doubt(measured, at);
    if (doubt != null || measured == null) {
      return verdict(Status.UNKNOWN, evidence, at, null, doubt);
    }
    return objective.condition().holds(measured.value())
        ? verdict(Status.MET, evidence, at, null, null)
        : verdict(
            Status.VIOLATED, evidence, at, objective.condition().severity(measured.value()), null);
  }

  private Evidence evidence(@Nullable Measurement measured, TimeRange window) {
    return measured == null
        ? new Evidence(objective.condition(), window, null, 0, Precision.EXACT, false)
        : new Evidence(
            objective.condition(),
            window,
            Double.isFinite(measured.value()) ? measured.value() : null,
            measured.samples(),
            measured.precision(),
            measured.provisional());
  }

  private @Nullable String doubt(@Nullable Measurement measured, Instant at) {
    if (!contract.isEffective(at)) {
      return "the contract is not in force";
    }
    if (measured == null) {
      return "nobody reported %s in the window".formatted(objective.metric());
    }
    if (measured.samples() < objective.minimumSamples()) {
      return tooFew(measured.samples());
    }
    return Double.isFinite(measured.value()) ? null : "the value is " + measured.value();
  }

  private String tooFew(long samples) {
    return "%d samples are there, %d are needed".formatted(samples, objective.minimumSamples());
  }

  /** The verdict of the most urgent rule that fires, or of the one that is nearest to it. */
  Verdict judge(BurnState burn, Instant at) {
    var rules = burn.at(at.toEpochMilli());
    var firing = rules.stream()
        .filter(rule -> isEnough(rule) && rule.fires(burn.budget()))
        .findFirst();
    boolean inForce = contract.isEffective(at);
    if (inForce && firing.isPresent()) {
      var rule = firing.get();
      return verdict(Status.VIOLATED, evidence(rule, burn, at), at, rule.rule().severity(), null);
    }
    var nearest = rules.stream()
        .filter(this::isEnough)
        .max(Comparator.comparingDouble(r -> r.longPart() / r.rule().threshold(burn.budget())));
    if (inForce && nearest.isPresent()) {
      return verdict(Status.MET, evidence(nearest.get(), burn, at), at, null, null);
    }
    var longest = rules.get(rules.size() - 1);
    var doubt = !inForce
        ? "the contract is not in force"
        : longest.events() == 0
            ? "nobody reported %s in the window".formatted(objective.metric())
            : tooFew((long) longest.events());
    return verdict(Status.UNKNOWN, evidence(longest, burn, at), at, null, doubt);
  }

  private boolean isEnough(Burn burn) {
    return burn.events() >= objective.minimumSamples();
  }

  private static Evidence evidence(Burn burn, BurnState state, Instant at) {
    return new Evidence(
        new Comparison(Operator.LESS_EQUAL, burn.rule().threshold(state.budget())),
        TimeRange.sliding(burn.rule().longWindow(), at),
        burn.events() > 0 ? burn.longPart() : null,
        (long) burn.events(),
        Precision.EXACT,
        false);
  }

  private Verdict verdict(
      Status status,
      Evidence evidence,
      Instant at,
      @Nullable Severity severity,
      @Nullable String reason) {
    return new Verdict(of, at, status, evidence, severity, reason, Map.of());
  }
}
