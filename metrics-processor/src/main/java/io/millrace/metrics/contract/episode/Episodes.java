package io.millrace.metrics.contract.episode;

import io.millrace.metrics.contract.episode.EpisodeState.Breach;
import io.millrace.metrics.contract.episode.EpisodeState.Open;
import io.millrace.metrics.contract.episode.EpisodeState.Opening;
import io.millrace.model.contract.Action;
import io.millrace.model.contract.Evidence;
import io.millrace.model.contract.Objective.Hold;
import io.millrace.model.contract.ObjectiveRef;
import io.millrace.model.contract.Scope;
import io.millrace.model.contract.Severity;
import io.millrace.model.contract.Verdict;
import io.millrace.model.contract.Violation;
import io.millrace.model.contract.Violation.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Folds verdicts into episodes: violated for the opening time opens one, met for the closing time ends it.
 * Only the opposite verdict breaks a run; {@code unknown} changes nothing. A function of state and verdict.
 */
public final class Episodes {
  private final Hold hold;
  private final Action action;

  /** @param action what violations recommend */
  public Episodes(Hold hold, Action action) {
    this.hold = hold;
    this.action = action;
  }

  /**
   * What comes of a verdict.
   *
   * @param violation what is to be said; null for most verdicts
   */
  public record Step(EpisodeState state, @Nullable Violation violation) {}

  /** The state after the verdict. A verdict older than the last counts as of the same time. */
  public Step next(EpisodeState before, Verdict verdict) {
    var at = later(before.lastAt(), verdict.at());
    return switch (verdict.status()) {
      case UNKNOWN ->
        new Step(
            new EpisodeState(
                verdict.status(),
                at,
                before.pending(),
                before.open(),
                before.metSince(),
                before.opening()),
            null);
      case VIOLATED ->
        before.open() == null
            ? pending(before, verdict, at)
            : goesOn(before, before.open(), verdict, at);
      case MET ->
        before.open() == null
            ? new Step(
                new EpisodeState(verdict.status(), at, null, null, null, before.opening()), null)
            : mending(before, before.open(), verdict, at);
    };
  }

  /** Ends an open episode although the objective is not met: the promise itself is gone. */
  public Step withdraw(EpisodeState before, ObjectiveRef of, Instant time) {
    var at = later(before.lastAt(), time);
    var after = new EpisodeState(before.last(), at, null, null, null, before.opening());
    var open = before.open();
    return new Step(
        after,
        open == null ? null : ended(open, Kind.WITHDRAWN, of, at, open.breach().evidence()));
  }

  private Step pending(EpisodeState before, Verdict verdict, Instant at) {
    var breach = extended(before.pending(), verdict, at);
    if (isShorter(breach.since(), at, hold.open())) {
      return new Step(
          new EpisodeState(verdict.status(), at, breach, null, null, before.opening()), null);
    }
    var opening = opening(before.opening(), breach.windowStart());
    var open = new Open(id(verdict.of(), opening), at, breach);
    var said = new Violation(
        open.id(),
        Kind.OPENED,
        verdict.of(),
        at,
        at,
        verdict.evidence(),
        breach.severity(),
        breach.worst(),
        action,
        Map.of());
    return new Step(new EpisodeState(verdict.status(), at, null, open, null, opening), said);
  }

  private Step goesOn(EpisodeState before, Open open, Verdict verdict, Instant at) {
    var worse = new Open(open.id(), open.at(), extended(open.breach(), verdict, at));
    return new Step(
        new EpisodeState(verdict.status(), at, null, worse, null, before.opening()), null);
  }

  private Step mending(EpisodeState before, Open open, Verdict verdict, Instant at) {
    var since = before.metSince() == null ? at : before.metSince();
    if (isShorter(since, at, hold.close())) {
      return new Step(
          new EpisodeState(verdict.status(), at, null, open, since, before.opening()), null);
    }
    return new Step(
        new EpisodeState(verdict.status(), at, null, null, null, before.opening()),
        ended(open, Kind.RECOVERED, verdict.of(), at, verdict.evidence()));
  }

  private Violation ended(Open open, Kind kind, ObjectiveRef of, Instant at, Evidence evidence) {
    return new Violation(
        open.id(),
        kind,
        of,
        at,
        open.at(),
        evidence,
        open.breach().severity(),
        open.breach().worst(),
        action,
        Map.of());
  }

  private static Breach extended(@Nullable Breach before, Verdict verdict, Instant at) {
    var evidence = verdict.evidence();
    double value = Objects.requireNonNull(evidence.value());
    double missedBy = evidence.condition().missedBy(value);
    var severity = Objects.requireNonNull(verdict.severity());
    if (before == null) {
      return new Breach(at, evidence.window().start(), evidence, severity, value, missedBy);
    }
    boolean worse = missedBy > before.missedBy();
    return new Breach(
        before.since(),
        before.windowStart(),
        evidence,
        max(severity, before.severity()),
        worse ? value : before.worst(),
        worse ? missedBy : before.missedBy());
  }

  private static Opening opening(@Nullable Opening last, Instant windowStart) {
    return last != null && last.windowStart().equals(windowStart)
        ? new Opening(windowStart, last.episodes() + 1)
        : new Opening(windowStart, 1);
  }

  /** The same log gives the same id, and no two episodes of a log have the same. */
  private static String id(ObjectiveRef of, Opening opening) {
    var id = "%s/%s/%s/%s"
        .formatted(
            Scope.escape(of.contract()),
            Scope.escape(of.objective()),
            of.scope(),
            opening.windowStart());
    return opening.episodes() == 1 ? id : id + "/" + opening.episodes();
  }

  private static boolean isShorter(Instant since, Instant at, Duration wanted) {
    return Duration.between(since, at).compareTo(wanted) < 0;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static Severity max(Severity one, Severity other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
