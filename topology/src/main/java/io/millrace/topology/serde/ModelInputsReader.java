package io.millrace.topology.serde;

import io.millrace.model.DataType;
import io.millrace.model.FailureCode;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelInputs;
import io.millrace.model.ModelSignature;
import io.millrace.model.ModelSignature.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What people write of the inputs that are to be watched:
 *
 * <pre>{@code
 * {"reference": 1000, "columns": ["vibration", {"name": "temperature", "min": -40, "max": 150},
 *   {"input": "image", "index": 7}]}
 * }</pre>
 *
 * A column stands where its {@code input} and {@code index} say, otherwise right behind the one before it; the first in
 * the first input. Without columns all are watched, as many as there may be.
 */
public final class ModelInputsReader {
  private static final Set<String> FIELDS = Set.of("reference", "columns");
  private static final Set<String> COLUMN_FIELDS = Set.of("input", "index", "name", "min", "max");

  private final ModelSignature signature;
  private int tensor;
  private int next;

  private ModelInputsReader(ModelSignature signature) {
    this.signature = signature;
  }

  /**
   * Reads a declaration.
   *
   * @param signature of a version of the model
   * @throws InvalidRequestException if it is none, or names what the model has not
   */
  public static ModelInputs read(byte[] json, ModelSignature signature) {
    try {
      return new ModelInputsReader(signature).read(Json.MAPPER.readTree(json));
    } catch (JacksonException e) {
      throw malformed("no JSON: " + e.getOriginalMessage());
    } catch (IllegalArgumentException e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
  }

  private ModelInputs read(JsonNode node) {
    if (!node.isObject()) {
      throw malformed("an object is wanted, such as {\"columns\": [\"temperature\"]}");
    }
    requireKnown("", node, FIELDS);
    var given = node.get("reference");
    long reference = given == null
        ? ModelInputs.DEFAULT_REFERENCE
        : whole("reference", given, Integer.MAX_VALUE);
    var columns = node.get("columns");
    if (columns == null) {
      return new ModelInputs(0, reference, all());
    }
    if (!columns.isArray() || columns.isEmpty()) {
      throw malformed("\"columns\": a list with at least one column is wanted");
    }
    if (columns.size() > ModelInputs.MOST_COLUMNS) {
      throw malformed(
          "\"columns\": %d are more than %d".formatted(columns.size(), ModelInputs.MOST_COLUMNS));
    }
    var read = new ArrayList<ModelInputs.Column>();
    for (var column : columns) {
      read.add(column("columns[%d]".formatted(read.size()), column));
    }
    return new ModelInputs(0, reference, read);
  }

  private List<ModelInputs.Column> all() {
    var columns = new ArrayList<ModelInputs.Column>();
    for (var spec : signature.inputs()) {
      long width = width(spec);
      for (int i = 0; i < width && columns.size() < ModelInputs.MOST_COLUMNS; i++) {
        columns.add(new ModelInputs.Column(spec.name(), i, name(spec, i), null, null));
      }
    }
    if (columns.isEmpty()) {
      throw malformed(
          "\"columns\": no input has rows of a fixed length, so they must be named; the model takes %s"
              .formatted(signature.inputs()));
    }
    return columns;
  }

  private ModelInputs.Column column(String what, JsonNode node) {
    if (node.isString()) {
      place(what, null, null);
      return column(node.asString(), null, null);
    }
    if (!node.isObject()) {
      throw malformed("%s: a name or an object is wanted, not %s".formatted(what, shown(node)));
    }
    requireKnown(what + ": ", node, COLUMN_FIELDS);
    place(what, node.get("input"), node.get("index"));
    var name = node.get("name");
    if (name != null && !name.isString()) {
      throw malformed("%s.name: a text is wanted, not %s".formatted(what, shown(name)));
    }
    var spec = spec();
    var min = number(what + ".min", node.get("min"));
    var max = number(what + ".max", node.get("max"));
    boolean isNumber = spec.type() != DataType.BYTES && spec.type() != DataType.BOOL;
    if (!isNumber && (min != null || max != null)) {
      throw malformed("%s: a range is of numbers, input \"%s\" is %s"
          .formatted(what, spec.name(), spec.type()));
    }
    return column(name == null ? name(spec, next) : name.asString(), min, max);
  }

  private ModelInputs.Column column(String name, @Nullable Double min, @Nullable Double max) {
    return new ModelInputs.Column(spec().name(), next++, name, min, max);
  }

  private void place(String what, @Nullable JsonNode input, @Nullable JsonNode index) {
    if (input != null) {
      int named = tensor(what, input);
      next = named == tensor && index == null ? next : 0;
      tensor = named;
    }
    if (index != null) {
      next = (int) whole(what + ".index", index, Integer.MAX_VALUE - 1);
    } else if (input == null && isBehindEnd() && tensor + 1 < signature.inputs().size()) {
      tensor++;
      next = 0;
    }
    if (isBehindEnd()) {
      throw malformed("%s: input \"%s\" has %d values in a row, there is none at index %d"
          .formatted(what, spec().name(), width(spec()), next));
    }
  }

  private boolean isBehindEnd() {
    long width = width(spec());
    return width >= 0 && next >= width;
  }

  private TensorSpec spec() {
    return signature.inputs().get(tensor);
  }

  private int tensor(String what, JsonNode name) {
    for (int i = 0; i < signature.inputs().size(); i++) {
      if (name.isString() && signature.inputs().get(i).name().equals(name.asString())) {
        return i;
      }
    }
    throw malformed("%s.input: the model has no input %s; it takes %s"
        .formatted(what, shown(name), signature.inputs()));
  }

  /** How many values a row has; −1 where requests may differ in it. */
  private long width(TensorSpec spec) {
    long width = 1;
    long[] dims = spec.shape().dims();
    for (int i = signature.batchable() ? 1 : 0; i < dims.length; i++) {
      if (dims[i] < 0) {
        return -1;
      }
      width = Math.min(Integer.MAX_VALUE, width * dims[i]);
    }
    return width;
  }

  private String name(TensorSpec spec, int index) {
    var name = width(spec) == 1 ? spec.name() : "%s[%d]".formatted(spec.name(), index);
    return name.length() <= ModelInputs.LONGEST_NAME
        ? name
        : name.substring(name.length() - ModelInputs.LONGEST_NAME);
  }

  private static @Nullable Double number(String what, @Nullable JsonNode node) {
    if (node == null || node.isNull()) {
      return null;
    }
    if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
      throw malformed("%s: a number is wanted, not %s".formatted(what, shown(node)));
    }
    return node.doubleValue();
  }

  private static long whole(String what, JsonNode node, long most) {
    if (!node.isIntegralNumber()
        || !node.canConvertToLong()
        || node.longValue() < 0
        || node.longValue() > most) {
      throw malformed(
          "%s: a whole number from 0 to %d is wanted, not %s".formatted(what, most, shown(node)));
    }
    return node.longValue();
  }

  private static void requireKnown(String where, JsonNode node, Set<String> known) {
    for (var name : node.propertyNames()) {
      if (!known.contains(name)) {
        throw malformed("%sunknown field \"%s\"; there are %s"
            .formatted(where, Utf8.shortened(name), known.stream().sorted().toList()));
      }
    }
  }

  private static String shown(JsonNode node) {
    return Utf8.shortened(node.toString());
  }

  private static InvalidRequestException malformed(String message) {
    return new InvalidRequestException(FailureCode.MALFORMED, message);
  }
}
