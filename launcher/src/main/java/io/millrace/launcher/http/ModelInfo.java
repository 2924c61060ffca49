package io.millrace.launcher.http;

import io.millrace.model.DataType;
import io.millrace.model.ModelSignature.TensorSpec;
import io.millrace.model.Shape;
import io.millrace.topology.serde.Json;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A model as the server tells of it.
 *
 * @param versions that can be asked, oldest first
 * @param json the server's own words
 */
public record ModelInfo(
    String name,
    List<String> versions,
    List<TensorSpec> inputs,
    List<TensorSpec> outputs,
    JsonNode json) {
  private record Described(
      @Nullable String name,
      @Nullable String version,
      @Nullable List<String> versions,
      @Nullable List<DescribedTensor> inputs,
      @Nullable List<DescribedTensor> outputs) {}

  private record DescribedTensor(String name, DataType datatype, Shape shape) {
    private TensorSpec spec() {
      return new TensorSpec(name, datatype, shape);
    }
  }

  static ModelInfo of(JsonNode json) {
    var described = Json.MAPPER.treeToValue(json, Described.class);
    var one = described.version() == null ? List.<String>of() : List.of(described.version());
    return new ModelInfo(
        Objects.requireNonNullElse(described.name(), ""),
        described.versions() == null ? one : described.versions(),
        specs(described.inputs()),
        specs(described.outputs()),
        json);
  }

  private static List<TensorSpec> specs(@Nullable List<DescribedTensor> described) {
    return described == null
        ? List.of()
        : described.stream().map(DescribedTensor::spec).toList();
  }

  /** The last of the versions; empty where the server names none. */
  public String newest() {
    return versions.isEmpty() ? "" : versions.get(versions.size() - 1);
  }

  /** For example {@code features FP32[-1, 8] -> probabilities FP32[-1, 2]}. */
  public String signature() {
    return joined(inputs) + " -> " + joined(outputs);
  }

  public static String joined(List<TensorSpec> specs) {
    return specs.stream().map(TensorSpec::toString).collect(Collectors.joining(", "));
  }
}
