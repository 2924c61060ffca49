package io.millrace.metrics.contract.registry;

import io.millrace.model.contract.Contract;
import io.millrace.model.contract.InvalidContractException;
import io.millrace.topology.Topics;
import io.millrace.topology.registry.RegistryFold;
import io.millrace.topology.registry.RegistryRule;
import io.millrace.topology.serde.contract.ContractReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.streams.StreamsBuilder;

/** Folds commands into the contracts, in whatever form they come; one with mistakes is refused with all of them. */
public final class ContractRegistry {
  public static final String STORE = "contract-registry";

  private ContractRegistry() {}

  /** Adds the registry to a stage. */
  public static void addTo(StreamsBuilder builder, Topics topics) {
    RegistryFold.add(
        builder,
        STORE,
        topics.contractCommands(),
        topics.contracts(),
        new RegistryRule<>(ContractRegistry::read));
  }

  /**
   * The contract of a command.
   *
   * @param key becomes the id of a contract that names none
   */
  static Contract read(String key, String json) {
    var contract =
        ContractReader.read(json.getBytes(StandardCharsets.UTF_8), key, null).contract();
    if (!contract.id().equals(key)) {
      throw new InvalidContractException(List.of(
          "contract_id: \"%s\" is not the command's key, \"%s\"".formatted(contract.id(), key)));
    }
    return contract;
  }
}
