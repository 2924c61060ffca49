package io.millrace.model.contract;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer was promised about an application.
 *
 * @param tenant to whom; null where nobody is named
 * @param effectiveFrom in force from then on; null: always was
 * @param effectiveUntil the last instant in force; null: no end
 * @param metrics consumer-defined metrics, by name
 * @param more fields that this version does not know, kept as they were
 */
public record Contract(
    String id,
    @Nullable String tenant,
    String application,
    @Nullable Instant effectiveFrom,
    @Nullable Instant effectiveUntil,
    List<Objective> objectives,
    Map<String, Expression> metrics,
    @Nullable Utility utility,
    Map<String, Object> more) {
  static final int LONGEST_ID = 200;

  /** @throws InvalidContractException with all that is wrong, a cycle of metrics for example */
  public Contract {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(application, "application");
    objectives = List.copyOf(objectives);
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    more = MoreFields.copy(more);
    var mistakes = ContractRules.mistakes(id, application, objectives, metrics);
    if (effectiveFrom != null && effectiveUntil != null && effectiveUntil.isBefore(effectiveFrom)) {
      mistakes.add("effective_until: %s is before effective_from, %s"
          .formatted(effectiveUntil, effectiveFrom));
    }
    if (!mistakes.isEmpty()) {
      throw new InvalidContractException(mistakes);
    }
  }

  public boolean isEffective(Instant at) {
    return (effectiveFrom == null || !at.isBefore(effectiveFrom))
        && (effectiveUntil == null || !at.isAfter(effectiveUntil));
  }

  /** The objective of that name; null if there is none. */
  public @Nullable Objective objective(String name) {
    return objectives.stream().filter(o -> o.name().equals(name)).findFirst().orElse(null);
  }
}
