package io.millrace.topology.serde.contract;

import io.millrace.model.contract.Contract;
import io.millrace.model.contract.ContractUtility;
import io.millrace.model.contract.Judgement;
import io.millrace.model.contract.Verdict;
import io.millrace.model.contract.Violation;
import io.millrace.topology.serde.Json;
import java.util.function.Function;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Contracts, verdicts and violations on the log. Fields that this version does not know are kept and
 * written again; null is a tombstone and passes through.
 */
public final class ContractSerdes {
  private ContractSerdes() {}

  /** Reads any form that {@link ContractReader} knows, if it names its id and application; writes Millrace's own. */
  public static Serde<Contract> contract() {
    return json(
        ContractJson::write, json -> ContractReader.read(json, null, null).contract());
  }

  public static Serde<Verdict> verdict() {
    return json(VerdictJson::write, VerdictJson::read);
  }

  /** Verdicts and utilities, told apart by their fields. */
  public static Serde<Judgement> judgement() {
    return json(
        judgement -> judgement instanceof Verdict verdict
            ? VerdictJson.write(verdict)
            : ContractUtilityJson.write((ContractUtility) judgement),
        json -> ContractUtilityJson.isUtility(json)
            ? ContractUtilityJson.read(json)
            : VerdictJson.read(json));
  }

  public static Serde<Violation> violation() {
    return json(ViolationJson::write, ViolationJson::read);
  }

  private static <T> Serde<T> json(Function<T, JsonNode> write, Function<JsonNode, T> read) {
    Serializer<T> serializer =
        (topic, value) -> value == null ? null : Json.MAPPER.writeValueAsBytes(write.apply(value));
    Deserializer<T> deserializer =
        (topic, bytes) -> bytes == null ? null : parse(topic, bytes, read);
    return Serdes.serdeFrom(serializer, deserializer);
  }

  private static <T> T parse(String topic, byte[] bytes, Function<JsonNode, T> read) {
    try {
      return read.apply(Json.MAPPER.readTree(bytes));
    } catch (JacksonException | IllegalArgumentException e) {
      throw new SerializationException("topic %s: %s".formatted(topic, e.getMessage()), e);
    }
  }
}
