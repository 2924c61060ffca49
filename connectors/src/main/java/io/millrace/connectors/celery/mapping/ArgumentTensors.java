package io.millrace.connectors.celery.mapping;

import io.millrace.connectors.celery.message.PythonRepr;
import io.millrace.connectors.celery.task.TaskFailure;
import io.millrace.model.DataType;
import io.millrace.model.ModelSignature;
import io.millrace.model.ModelSignature.TensorSpec;
import io.millrace.model.Shape;
import io.millrace.model.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Arguments of a call as a model's inputs: nested lists, one row without the outer list, objects of lists by the inputs'
 * names, and arrays as {@code {"data": …, "shape": …, "dtype": …}}.
 *
 * @param oneRow whether the outer list was missing, so that the answer has none either
 */
public record ArgumentTensors(List<Tensor> tensors, boolean oneRow) {
  public ArgumentTensors {
    tensors = List.copyOf(tensors);
  }

  /** @throws TaskFailure if the value does not fit the model's inputs; says which, where and why */
  public static ArgumentTensors of(
      ModelSignature signature, String argument, @Nullable Object value) {
    if (value instanceof String path) {
      throw TaskFailure.valueError(
          "%s: %s is text; files are not read for a caller, send the numbers"
              .formatted(argument, PythonRepr.of(path)));
    }
    var inputs = signature.inputs();
    if (inputs.size() == 1
        && !(value instanceof Map<?, ?> map && map.containsKey(inputs.get(0).name()))) {
      return of(List.of(one(inputs.get(0), argument, value)));
    }
    if (!(value instanceof Map<?, ?> byName)) {
      throw TaskFailure.valueError(
          "%s: the model takes %s, so send an object with these names".formatted(argument, inputs));
    }
    var rows = new ArrayList<Row>();
    for (var input : inputs) {
      if (!byName.containsKey(input.name())) {
        throw TaskFailure.valueError(
            "%s: \"%s\" is missing; the model takes %s".formatted(argument, input.name(), inputs));
      }
      rows.add(one(input, argument + "[" + input.name() + "]", byName.get(input.name())));
    }
    return of(rows);
  }

  /** Each input from the argument that is named for it. */
  public static ArgumentTensors of(ModelSignature signature, Map<String, ?> byInput) {
    var rows = new ArrayList<Row>();
    for (var input : signature.inputs()) {
      if (!byInput.containsKey(input.name())) {
        throw TaskFailure.valueError("input \"%s\" has no argument".formatted(input.name()));
      }
      rows.add(one(input, input.name(), byInput.get(input.name())));
    }
    return of(rows);
  }

  private record Row(Tensor tensor, boolean alone) {}

  private static ArgumentTensors of(List<Row> rows) {
    return new ArgumentTensors(
        rows.stream().map(Row::tensor).toList(), rows.stream().allMatch(Row::alone));
  }

  private static Row one(TensorSpec spec, String argument, @Nullable Object value) {
    if (value instanceof Map<?, ?> array) {
      return array(spec, argument, array);
    }
    if (value instanceof String text && spec.type() != DataType.BYTES) {
      throw TaskFailure.valueError(
          "%s: \"%s\" is text, the model takes %s".formatted(argument, text, spec));
    }
    var nested = NestedValues.of(argument, value);
    return placed(spec, argument, nested.elements(), nested.shape());
  }

  private static Row array(TensorSpec spec, String argument, Map<?, ?> array) {
    if (!(array.get("shape") instanceof List<?> dims) || array.get("data") == null) {
      throw TaskFailure.valueError("%s: an array is an object with data, shape and dtype, not %s"
          .formatted(argument, PythonRepr.of(array)));
    }
    var shape = Shape.of(
        dims.stream().mapToLong(d -> d instanceof Number n ? n.longValue() : -1).toArray());
    var elements = array.get("data") instanceof byte[] bytes
        ? numbers(argument, bytes, String.valueOf(array.get("dtype")))
        : NestedValues.of(argument, array.get("data")).elements();
    if (elements.size() != shape.elements()) {
      throw TaskFailure.valueError("%s: shape %s takes %d elements, the data has %d"
          .formatted(argument, shape, shape.elements(), elements.size()));
    }
    return placed(spec, argument, elements, shape);
  }

  private static List<Object> numbers(String argument, byte[] bytes, String dtype) {
    var data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    var numbers = new ArrayList<Object>();
    while (data.hasRemaining()) {
      numbers.add(
          switch (dtype.toLowerCase(Locale.ROOT)) {
            case "float32", "<f4" -> (Object) data.getFloat();
            case "float64", "<f8" -> data.getDouble();
            case "int64", "<i8" -> data.getLong();
            case "int32", "<i4" -> data.getInt();
            default ->
              throw TaskFailure.valueError(
                  "%s: dtype \"%s\" in bytes is none of float32, float64, int32 and int64"
                      .formatted(argument, dtype));
          });
    }
    return numbers;
  }

  private static Row placed(TensorSpec spec, String argument, List<Object> elements, Shape given) {
    boolean alone = given.rank() == spec.shape().rank() - 1;
    var shape = alone ? withOneRow(given) : given;
    if (!spec.shape().accepts(shape)) {
      throw TaskFailure.valueError("%s: shape %s does not fit, the model takes %s (-1 is any size)"
          .formatted(argument, given, spec));
    }
    return new Row(Elements.tensor(spec, argument, elements, shape), alone);
  }

  private static Shape withOneRow(Shape shape) {
    var dims = new long[shape.rank() + 1];
    dims[0] = 1;
    System.arraycopy(shape.dims(), 0, dims, 1, shape.rank());
    return Shape.of(dims);
  }

  /** The outputs as nested lists, by name. */
  public static Map<String, Object> values(List<Tensor> outputs, boolean oneRow) {
    var values = new java.util.LinkedHashMap<String, Object>();
    for (var output : outputs) {
      values.put(output.name(), Elements.nested(output, oneRow));
    }
    return values;
  }
}
