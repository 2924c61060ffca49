package io.millrace.model.contract;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which promise is spoken of, and of what.
 *
 * @param contract the contract's id
 * @param objective the objective's name
 * @param metric what the objective is about
 */
public record ObjectiveRef(
    String contract, @Nullable String tenant, String objective, String metric, Scope scope) {
  public ObjectiveRef {
    Objects.requireNonNull(contract, "contract");
    Objects.requireNonNull(objective, "objective");
    Objects.requireNonNull(metric, "metric");
    Objects.requireNonNull(scope, "scope");
  }

  public static ObjectiveRef of(Contract contract, Objective objective, Scope scope) {
    return new ObjectiveRef(
        contract.id(), contract.tenant(), objective.name(), objective.metric(), scope);
  }
}
