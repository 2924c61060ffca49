package io.millrace.ingress.contracts;

import io.millrace.model.RegistryEntry;
import io.millrace.model.contract.Contract;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Asks the contract registry. */
@FunctionalInterface
public interface ContractCommands {
  /** The entry once the registry has decided; may block. Null as JSON takes the contract back. */
  CompletionStage<RegistryEntry<Contract>> set(
      String id, @Nullable String json, @Nullable Long expectedEpoch);
}
