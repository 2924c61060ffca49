package io.millrace.metrics.contract.monitor;

import io.millrace.model.RegistryEntry;
import io.millrace.model.contract.Contract;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** When contracts change, and what of them. */
final class ContractChanges {
  private ContractChanges() {}

  /** In the order in which they changed, so that it does not matter which were seen together. */
  static List<RegistryEntry<Contract>> inOrder(Collection<RegistryEntry<Contract>> entries) {
    return entries.stream()
        .filter(entry -> entry.epoch() > 0)
        .sorted(Comparator.<RegistryEntry<Contract>>comparingLong(ContractChanges::at)
            .thenComparing(RegistryEntry::key))
        .toList();
  }

  /** The log time of the change: what was appended before is not judged by it. */
  static long at(RegistryEntry<Contract> entry) {
    return entry.changed() == null ? 0 : entry.changed().toEpochMilli();
  }

  /** Whether the objective is promised as it was; episodes of such a one go on. */
  static boolean isSame(Contract before, Contract after, String objective) {
    return Objects.equals(before.objective(objective), after.objective(objective))
        && before.metrics().equals(after.metrics())
        && before.application().equals(after.application())
        && Objects.equals(before.tenant(), after.tenant())
        && Objects.equals(before.effectiveFrom(), after.effectiveFrom())
        && Objects.equals(before.effectiveUntil(), after.effectiveUntil());
  }
}
