package io.millrace.model.contract;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * The beginning or the end of an episode in which an objective is violated. Each is said once.
 *
 * @param id names the episode: made of contract, objective, scope and opening window
 * @param at in log time
 * @param openedAt when the episode was opened, in log time
 * @param evidence at the beginning what broke the promise, at the end what restored it
 * @param severity at the beginning as it began, at the end the worst of the episode
 * @param worst the value that missed the condition most, among those of the episode
 * @param more fields that this version does not know, kept as they were
 */
public record Violation(
    String id,
    Kind kind,
    ObjectiveRef of,
    Instant at,
    Instant openedAt,
    Evidence evidence,
    Severity severity,
    double worst,
    Action recommendedAction,
    Map<String, Object> more) {
  /** What happened to the episode. */
  public enum Kind {
    OPENED,
    RECOVERED,
    /** The contract ended or was taken back while the objective was violated. */
    WITHDRAWN
  }

  public Violation {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(of, "of");
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(openedAt, "openedAt");
    Objects.requireNonNull(evidence, "evidence");
    Objects.requireNonNull(severity, "severity");
    Objects.requireNonNull(recommendedAction, "recommendedAction");
    more = MoreFields.copy(more);
  }
}
