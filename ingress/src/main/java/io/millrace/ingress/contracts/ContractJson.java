package io.millrace.ingress.contracts;

import io.millrace.model.RegistryEntry;
import io.millrace.model.contract.Contract;
import io.millrace.model.contract.Judgement;
import io.millrace.model.contract.Violation;
import io.millrace.topology.serde.Json;
import io.millrace.topology.serde.contract.ContractSerdes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What answers are made of: contracts, verdicts and violations as they stand on the log. */
final class ContractJson {
  private static final Serde<Contract> CONTRACTS = ContractSerdes.contract();
  private static final Serde<Judgement> JUDGEMENTS = ContractSerdes.judgement();
  private static final Serde<Violation> VIOLATIONS = ContractSerdes.violation();

  private ContractJson() {}

  /** A line of the list. */
  static Map<String, @Nullable Object> summary(RegistryEntry<Contract> entry) {
    var contract = Objects.requireNonNull(entry.value());
    var line = new LinkedHashMap<String, @Nullable Object>();
    line.put("id", entry.key());
    line.put("application", contract.application());
    line.put("tenant", contract.tenant());
    line.put("epoch", entry.epoch());
    line.put("changed", String.valueOf(entry.changed()));
    line.put("objectives", contract.objectives().size());
    return line;
  }

  /** One contract, whole. */
  static Map<String, @Nullable Object> whole(RegistryEntry<Contract> entry) {
    var whole = new LinkedHashMap<String, @Nullable Object>();
    whole.put("id", entry.key());
    whole.put("epoch", entry.epoch());
    whole.put("changed", String.valueOf(entry.changed()));
    whole.put("contract", tree(CONTRACTS, Objects.requireNonNull(entry.value())));
    return whole;
  }

  /** The contract as the registry takes it. */
  static String text(Contract contract) {
    return tree(CONTRACTS, contract).toString();
  }

  static JsonNode of(Judgement judgement) {
    return tree(JUDGEMENTS, judgement);
  }

  static JsonNode of(Violation violation) {
    return tree(VIOLATIONS, violation);
  }

  private static <T> JsonNode tree(Serde<T> serde, T value) {
    return Json.MAPPER.readTree(serde.serializer().serialize("", value));
  }
}
