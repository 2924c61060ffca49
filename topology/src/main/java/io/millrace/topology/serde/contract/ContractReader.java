package io.millrace.topology.serde.contract;

import io.millrace.model.contract.Contract;
import io.millrace.model.contract.ContractRules;
import io.millrace.model.contract.InvalidContractException;
import io.millrace.topology.serde.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads a contract in any of its forms, told apart by their fields: Millrace's own ({@code objectives}),
 * QoA4ML's ({@code quality}), ROHE's ({@code performance_slo}, {@code quality_slo}).
 */
public final class ContractReader {
  private ContractReader() {}

  /**
   * A contract, and what of its document is kept but not judged.
   *
   * @param notes each says where and why
   */
  public record Reading(Contract contract, List<String> notes) {}

  /**
   * Reads one document.
   *
   * @param id where the document names none, as QoA4ML's do not
   * @param application where the document names none
   * @throws InvalidContractException with all mistakes of the document
   */
  public static Reading read(byte[] json, @Nullable String id, @Nullable String application) {
    try {
      return read(Json.MAPPER.readTree(json), id, application);
    } catch (JacksonException e) {
      throw new InvalidContractException(
          List.of("the document is no JSON: " + e.getOriginalMessage()));
    }
  }

  static Reading read(JsonNode json, @Nullable String id, @Nullable String application) {
    var mistakes = new ArrayList<String>();
    var root = new Fields("", json, mistakes);
    if (!mistakes.isEmpty()) {
      throw new InvalidContractException(mistakes);
    }
    var draft = new Draft();
    MetricDefinitions.read(root, draft);
    readObjectives(root, draft);
    return new Reading(contract(root, draft, id, application), List.copyOf(draft.notes));
  }

  private static void readObjectives(Fields root, Draft draft) {
    if (root.has("objectives")) {
      root.objects("objectives").forEach(fields -> draft.add(ObjectiveJson.read(fields)));
    } else if (root.has("quality")) {
      new QoaContractReader(root, draft).read();
    } else if (root.has("performance_slo") || root.has("quality_slo")) {
      new RoheContractReader(root, draft).read();
    } else {
      root.mistakes()
          .add("the document is no contract: it has neither \"objectives\" nor \"quality\""
              + " nor \"performance_slo\" nor \"quality_slo\"");
    }
  }

  private static Contract contract(
      Fields root, Draft draft, @Nullable String otherId, @Nullable String otherApplication) {
    var mistakes = root.mistakes();
    var id = named(root, otherId, "contract_id", "id");
    var application =
        named(root, otherApplication, "application", "application_name", "pipeline_id");
    var tenant = root.text("tenant_id");
    var from = root.time("effective_from");
    var until = root.time("effective_until");
    var utility = UtilityJson.read(root, "utility");
    if (!mistakes.isEmpty()) {
      mistakes.addAll(
          ContractRules.referenceMistakes(draft.objectives, draft.metrics, draft.defined));
      // What stands once and is used by several objectives is wrong once.
      throw new InvalidContractException(mistakes.stream().distinct().toList());
    }
    return new Contract(
        Objects.requireNonNull(id),
        tenant,
        Objects.requireNonNull(application),
        from,
        until,
        draft.objectives,
        draft.metrics,
        utility,
        root.rest());
  }

  private static @Nullable String named(Fields root, @Nullable String otherwise, String... names) {
    for (var name : names) {
      if (root.has(name)) {
        return root.text(name);
      }
    }
    if (otherwise == null) {
      root.mistake(names[0], "is missing");
    }
    return otherwise;
  }
}
