package io.millrace.connectors.celery.mapping;

import io.millrace.connectors.celery.message.PythonRepr;
import io.millrace.connectors.celery.task.TaskFailure;
import io.millrace.model.DataType;
import io.millrace.model.ModelSignature.TensorSpec;
import io.millrace.model.Shape;
import io.millrace.model.Tensor;
import io.millrace.topology.serde.Tensors;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The elements of tensors, from and to Java's numbers and texts. */
final class Elements {
  private Elements() {}

  /** @throws TaskFailure if an element is not of the input's type */
  static Tensor tensor(TensorSpec spec, String argument, List<Object> elements, Shape shape) {
    if (spec.type() == DataType.BYTES) {
      return Tensors.strings(
          spec.name(), shape, elements.stream().map(String::valueOf).toArray(String[]::new));
    }
    var data =
        ByteBuffer.allocate(spec.type().size() * elements.size()).order(ByteOrder.LITTLE_ENDIAN);
    for (var element : elements) {
      put(data, spec, argument, element);
    }
    return new Tensor(spec.name(), spec.type(), shape, data.flip());
  }

  private static void put(ByteBuffer data, TensorSpec spec, String argument, Object element) {
    switch (spec.type()) {
      case FP32 -> data.putFloat((float) real(spec, argument, element));
      case FP64 -> data.putDouble(real(spec, argument, element));
      case BOOL -> data.put((byte) (whole(spec, argument, element) == 0 ? 0 : 1));
      case INT8, UINT8 -> data.put((byte) whole(spec, argument, element));
      case INT16, UINT16 -> data.putShort((short) whole(spec, argument, element));
      case INT32, UINT32 -> data.putInt((int) whole(spec, argument, element));
      case INT64, UINT64 -> data.putLong(whole(spec, argument, element));
      case FP16, BF16, BYTES ->
        throw TaskFailure.valueError(
            "%s: %s has no form in the arguments of a task".formatted(argument, spec));
    }
  }

  private static double real(TensorSpec spec, String argument, Object element) {
    if (element instanceof Number number) {
      return number.doubleValue();
    }
    if (element instanceof Boolean truth) {
      return truth ? 1 : 0;
    }
    throw wrong(spec, argument, element);
  }

  private static long whole(TensorSpec spec, String argument, Object element) {
    if (element instanceof Boolean truth) {
      return truth ? 1 : 0;
    }
    if (element instanceof Number number) {
      try {
        var exact = number instanceof Double || number instanceof Float
            ? new BigDecimal(number.toString()).toBigIntegerExact()
            : new BigInteger(number.toString());
        if (exact.compareTo(least(spec.type())) >= 0 && exact.compareTo(most(spec.type())) <= 0) {
          return exact.longValue();
        }
      } catch (ArithmeticException | NumberFormatException e) {
        // Said below.
      }
    }
    throw wrong(spec, argument, element);
  }

  private static BigInteger least(DataType type) {
    return type.name().startsWith("INT")
        ? BigInteger.ONE.shiftLeft(8 * type.size() - 1).negate()
        : BigInteger.ZERO;
  }

  private static BigInteger most(DataType type) {
    int bits =
        type == DataType.BOOL ? 1 : 8 * type.size() - (type.name().startsWith("INT") ? 1 : 0);
    return BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
  }

  private static TaskFailure wrong(TensorSpec spec, String argument, Object element) {
    return TaskFailure.valueError(
        "%s: %s is no value of %s".formatted(argument, PythonRepr.of(element), spec));
  }

  /** The elements in nested lists; without the outer one where there was none. */
  static Object nested(Tensor tensor, boolean oneRow) {
    var flat = flat(tensor);
    var dims = tensor.shape().dims();
    boolean inner = oneRow && dims.length > 0 && dims[0] == 1;
    return nested(flat, inner ? Arrays.copyOfRange(dims, 1, dims.length) : dims, 0, new int[1]);
  }

  private static Object nested(List<Object> flat, long[] dims, int depth, int[] at) {
    if (depth == dims.length) {
      return flat.get(at[0]++);
    }
    var list = new ArrayList<Object>((int) dims[depth]);
    for (long i = 0; i < dims[depth]; i++) {
      list.add(nested(flat, dims, depth + 1, at));
    }
    return list;
  }

  private static List<Object> flat(Tensor tensor) {
    return switch (tensor.type()) {
      case BYTES -> List.of((Object[]) Tensors.toStrings(tensor));
      case BOOL ->
        Arrays.stream(Tensors.toLongs(tensor)).mapToObj(v -> (Object) (v != 0)).toList();
      case FP16, BF16, FP32 -> shortest(Tensors.toFloats(tensor));
      case FP64 ->
        Arrays.stream(Tensors.toDoubles(tensor)).mapToObj(v -> (Object) v).toList();
      case UINT64 ->
        Arrays.stream(Tensors.toLongs(tensor))
            .mapToObj(v -> (Object) new BigInteger(Long.toUnsignedString(v)))
            .toList();
      default ->
        Arrays.stream(Tensors.toLongs(tensor)).mapToObj(v -> (Object) v).toList();
    };
  }

  // As a float prints, and not with the digits that it has as a double.
  private static List<Object> shortest(float[] values) {
    var list = new ArrayList<Object>(values.length);
    for (float value : values) {
      list.add(Double.valueOf(Float.toString(value)));
    }
    return list;
  }
}
