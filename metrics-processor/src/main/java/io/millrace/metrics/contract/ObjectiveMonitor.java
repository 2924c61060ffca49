package io.millrace.metrics.contract;

import io.millrace.metrics.contract.burn.BurnState;
import io.millrace.metrics.contract.episode.Episodes;
import io.millrace.model.contract.Contract;
import io.millrace.model.contract.Objective;
import io.millrace.model.contract.Objective.Budgeted;
import io.millrace.model.contract.Objective.Windowed;
import io.millrace.model.contract.ObjectiveRef;
import io.millrace.model.contract.Scope;
import io.millrace.model.contract.TimeRange;
import io.millrace.model.contract.Verdict;
import io.millrace.model.contract.Violation;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Watches one objective of one scope. Keeps nothing itself: each call takes the state before it and
 * gives the state after it, so that the same log gives the same verdicts and violations. All times are log
 * times.
 */
public final class ObjectiveMonitor {
  private final Contract contract;
  private final Objective objective;
  private final ObjectiveRef of;
  private final ObjectiveJudge judge;
  private final Episodes episodes;

  public ObjectiveMonitor(Contract contract, Objective objective, Scope scope) {
    this.contract = contract;
    this.objective = objective;
    this.of = ObjectiveRef.of(contract, objective, scope);
    this.judge = new ObjectiveJudge(contract, objective, scope);
    this.episodes = new Episodes(objective.hold(), objective.action());
  }

  /**
   * What comes of a call.
   *
   * @param changed whether the verdict's status differs from the one before
   * @param violation the beginning or end of an episode; null for most calls
   */
  public record Step(
      ObjectiveState state,
      Verdict verdict,
      boolean changed,
      @Nullable Violation violation) {}

  /**
   * Judges an objective without error budget: after each change of its measurements, and after each mark of
   * time, which hold times are counted by.
   *
   * @param window what to judge, such as {@link TimeRange#sliding} or {@link TimeRange#tumbling} of the
   *     objective's window
   */
  public Step judge(
      ObjectiveState before, Measurements measurements, TimeRange window, Instant at) {
    if (!(objective.measure() instanceof Windowed windowed)) {
      throw new IllegalStateException(
          "objective \"%s\" has an error budget: count its events".formatted(objective.name()));
    }
    return step(before, null, judge.judge(windowed.expression(), measurements, window, at));
  }

  /** Counts one event of an objective with an error budget. A value that is not a number is no event. */
  public Step count(ObjectiveState before, double value, Instant at) {
    boolean good = objective.condition().holds(value);
    return Double.isNaN(value)
        ? advance(before, at)
        : count(before, new Events(good ? 1 : 0, good ? 0 : 1), at);
  }

  /** Events that satisfy the condition, and others. */
  public record Events(long good, long failed) {}

  /** Counts events of an objective with an error budget. */
  public Step count(ObjectiveState before, Events events, Instant at) {
    var burn = burn(before).plus(at.toEpochMilli(), events.good(), events.failed());
    return step(before, burn, judge.judge(burn, laterOf(before, at)));
  }

  /** Judges an objective with an error budget anew: time has passed. */
  public Step advance(ObjectiveState before, Instant at) {
    var burn = burn(before);
    return step(before, burn, judge.judge(burn, laterOf(before, at)));
  }

  /** Ends an open episode, because the contract or the objective was taken back; null if none is open. */
  public @Nullable Violation withdraw(ObjectiveState before, Instant at) {
    return episodes.withdraw(before.episode(), of, at).violation();
  }

  // A budget that was changed begins anew: its windows are others.
  private BurnState burn(ObjectiveState before) {
    if (!(objective.measure() instanceof Budgeted budgeted)) {
      throw new IllegalStateException(
          "objective \"%s\" has no error budget: judge its windows".formatted(objective.name()));
    }
    var burn = before.burn();
    return burn != null && burn.budget().equals(budgeted.budget())
        ? burn
        : BurnState.of(budgeted.budget());
  }

  // A late event counts in its own place; the verdict is of now.
  private static Instant laterOf(ObjectiveState before, Instant at) {
    var last = before.episode().lastAt();
    return at.isBefore(last) ? last : at;
  }

  private Step step(ObjectiveState before, @Nullable BurnState burn, Verdict verdict) {
    var next = contract.isEffective(verdict.at())
        ? episodes.next(before.episode(), verdict)
        : expired(before, verdict);
    return new Step(
        new ObjectiveState(next.state(), burn),
        verdict,
        before.episode().last() != verdict.status(),
        next.violation());
  }

  private Episodes.Step expired(ObjectiveState before, Verdict verdict) {
    var ended = episodes.withdraw(before.episode(), of, verdict.at());
    return new Episodes.Step(episodes.next(ended.state(), verdict).state(), ended.violation());
  }
}
