package io.millrace.topology.serde;

import io.millrace.model.DataType;
import io.millrace.model.Shape;
import io.millrace.model.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Tensors from Java's arrays and strings, and back. */
public final class Tensors {
  private Tensors() {}

  /** FP32. */
  public static Tensor floats(String name, Shape shape, float... values) {
    var data = littleEndian(Float.BYTES * values.length);
    data.asFloatBuffer().put(values);
    return new Tensor(name, DataType.FP32, shape, data);
  }

  /** FP64. */
  public static Tensor doubles(String name, Shape shape, double... values) {
    var data = littleEndian(Double.BYTES * values.length);
    data.asDoubleBuffer().put(values);
    return new Tensor(name, DataType.FP64, shape, data);
  }

  /** INT64. */
  public static Tensor longs(String name, Shape shape, long... values) {
    var data = littleEndian(Long.BYTES * values.length);
    data.asLongBuffer().put(values);
    return new Tensor(name, DataType.INT64, shape, data);
  }

  /** INT32. */
  public static Tensor ints(String name, Shape shape, int... values) {
    var data = littleEndian(Integer.BYTES * values.length);
    data.asIntBuffer().put(values);
    return new Tensor(name, DataType.INT32, shape, data);
  }

  /** BOOL. */
  public static Tensor booleans(String name, Shape shape, boolean... values) {
    var data = littleEndian(values.length);
    for (boolean value : values) {
      data.put((byte) (value ? 1 : 0));
    }
    return new Tensor(name, DataType.BOOL, shape, data.flip());
  }

  /** BYTES, in UTF-8. */
  public static Tensor strings(String name, Shape shape, String... values) {
    var encoded = new byte[values.length][];
    int size = 0;
    for (int i = 0; i < values.length; i++) {
      encoded[i] = values[i].getBytes(StandardCharsets.UTF_8);
      size = Math.addExact(size, Integer.BYTES + encoded[i].length);
    }
    var data = littleEndian(size);
    for (var element : encoded) {
      data.putInt(element.length).put(element);
    }
    return TensorChecks.checked("tensor", name, DataType.BYTES, shape, data.flip());
  }

  /** The elements of any type of number. */
  public static float[] toFloats(Tensor tensor) {
    if (tensor.type() == DataType.FP32) {
      var values = new float[tensor.data().remaining() / Float.BYTES];
      tensor.view().asFloatBuffer().get(values);
      return values;
    }
    var doubles = toDoubles(tensor);
    var values = new float[doubles.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) doubles[i];
    }
    return values;
  }

  /** The elements of any type of number; those beyond 2^53 lose their last bits. */
  public static double[] toDoubles(Tensor tensor) {
    var data = tensor.view();
    var values = new double[elements(tensor)];
    for (int i = 0; i < values.length; i++) {
      values[i] = nextDouble(tensor, data);
    }
    return values;
  }

  private static double nextDouble(Tensor tensor, ByteBuffer data) {
    return switch (tensor.type()) {
      case FP64 -> data.getDouble();
      case FP32 -> data.getFloat();
      case FP16 -> halfToFloat(data.getShort());
      case BF16 -> Float.intBitsToFloat(data.getShort() << Short.SIZE);
      case UINT64 -> unsigned(data.getLong());
      case BOOL, UINT8, UINT16, UINT32, INT8, INT16, INT32, INT64, BYTES -> nextLong(tensor, data);
    };
  }

  /** The elements of any whole type, booleans as 0 and 1; those of UINT64 beyond 2^63-1 come out negative. */
  public static long[] toLongs(Tensor tensor) {
    var data = tensor.view();
    var values = new long[elements(tensor)];
    for (int i = 0; i < values.length; i++) {
      values[i] = nextLong(tensor, data);
    }
    return values;
  }

  private static long nextLong(Tensor tensor, ByteBuffer data) {
    return switch (tensor.type()) {
      case BOOL -> data.get() == 0 ? 0 : 1;
      case UINT8 -> Byte.toUnsignedInt(data.get());
      case INT8 -> data.get();
      case UINT16 -> Short.toUnsignedInt(data.getShort());
      case INT16 -> data.getShort();
      case UINT32 -> Integer.toUnsignedLong(data.getInt());
      case INT32 -> data.getInt();
      case UINT64, INT64 -> data.getLong();
      case FP16, BF16, FP32, FP64, BYTES -> throw wrongType(tensor, "numbers of that kind");
    };
  }

  /** The elements of a BYTES tensor, read as UTF-8. */
  public static String[] toStrings(Tensor tensor) {
    if (tensor.type() != DataType.BYTES) {
      throw wrongType(tensor, "strings");
    }
    var data = tensor.view();
    var values = new String[elements(tensor)];
    for (int i = 0; i < values.length; i++) {
      var element = new byte[data.getInt()];
      data.get(element);
      values[i] = new String(element, StandardCharsets.UTF_8);
    }
    return values;
  }

  private static IllegalArgumentException wrongType(Tensor tensor, String what) {
    return new IllegalArgumentException(
        "tensor \"%s\" of %s holds no %s".formatted(tensor.name(), tensor.type(), what));
  }

  private static int elements(Tensor tensor) {
    return Math.toIntExact(tensor.shape().elements());
  }

  private static double unsigned(long value) {
    // Halving keeps a last bit that would decide the rounding.
    return value >= 0 ? value : ((value >>> 1) | (value & 1)) * 2.0;
  }

  private static float halfToFloat(short bits) {
    int exponent = (bits >> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    float magnitude = switch (exponent) {
      case 0 -> fraction * 0x1p-24f;
      case 0x1f -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
      default -> Float.intBitsToFloat(((exponent + 112) << 23) | (fraction << 13));
    };
    return bits < 0 ? -magnitude : magnitude;
  }

  private static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
