package io.millrace.metrics.contract.monitor;

import io.millrace.metrics.contract.Sample;
import io.millrace.metrics.contract.samples.Interest;
import io.millrace.model.RegistryEntry;
import io.millrace.model.contract.Contract;
import io.millrace.model.contract.Objective;
import io.millrace.model.contract.Objective.Budgeted;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A contract that is judged.
 *
 * @param board null where the contract has no utility
 */
record Plan(
    Contract contract,
    long epoch,
    List<Wanted> objectives,
    @Nullable UtilityBoard board) {

  /** An objective and the metrics it needs. */
  record Wanted(Objective objective, Interest interest) {
    boolean takes(Sample sample) {
      return objective.measure() instanceof Budgeted budgeted
          ? budgeted.events().matches(sample.metric(), sample.labels())
          : interest.includes(sample.metric());
    }
  }

  static Plan of(RegistryEntry<Contract> entry, MonitorConfig config, MonitorStore store) {
    var contract = Objects.requireNonNull(entry.value());
    var wanted = contract.objectives().stream()
        .map(o -> new Wanted(o, Interest.of(ContractParts.of(contract, o))))
        .toList();
    var utility = contract.utility();
    return new Plan(
        contract,
        entry.epoch(),
        wanted,
        utility == null ? null : new UtilityBoard(contract, utility, config, store));
  }
}
