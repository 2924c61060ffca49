package io.millrace.model.contract;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether an objective was met.
 *
 * @param at in log time
 * @param severity null unless violated
 * @param reason why it is unknown; null otherwise
 * @param more fields that this version does not know, kept as they were
 */
public record Verdict(
    ObjectiveRef of,
    Instant at,
    Status status,
    Evidence evidence,
    @Nullable Severity severity,
    @Nullable String reason,
    Map<String, Object> more)
    implements Judgement {
  /** The three answers. */
  public enum Status {
    MET,
    VIOLATED,
    /** Too few samples, or none: neither met nor violated. */
    UNKNOWN
  }

  public Verdict {
    Objects.requireNonNull(of, "of");
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(evidence, "evidence");
    more = MoreFields.copy(more);
    if ((status == Status.VIOLATED) != (severity != null)) {
      throw new IllegalArgumentException(
          "a verdict \"%s\" with severity %s".formatted(status, severity));
    }
    if (status != Status.UNKNOWN && evidence.value() == null) {
      throw new IllegalArgumentException("a verdict \"%s\" without a value".formatted(status));
    }
  }

  @Override
  public String key() {
    return "%s/%s/%s"
        .formatted(Scope.escape(of.contract()), Scope.escape(of.objective()), of.scope());
  }

  @Override
  public String contract() {
    return of.contract();
  }
}
