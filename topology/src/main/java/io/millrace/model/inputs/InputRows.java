package io.millrace.model.inputs;

import io.millrace.model.DataType;
import io.millrace.model.Tensor;
import java.nio.ByteBuffer;

/** The first rows of a tensor, element by element. */
abstract sealed class InputRows {
  /** Into how many groups texts are put, by their hash. */
  static final int GROUPS = 64;

  private static final double NONE = Double.NaN;

  // 2^64 divided by the golden ratio, as in D. Knuth, "The Art of Computer Programming", vol. 3.
  private static final long ODD = 0x9E3779B97F4A7C15L;

  final ByteBuffer data;
  final int width;

  private InputRows(ByteBuffer data, int width) {
    this.data = data;
    this.width = width;
  }

  /**
   * Over a tensor.
   *
   * @param rows into which its elements are parted
   * @param looked how many of them are looked at
   */
  static InputRows of(Tensor tensor, long rows, int looked) {
    int width = rows == 0 ? 0 : (int) (tensor.shape().elements() / rows);
    return tensor.type() == DataType.BYTES
        ? new Texts(tensor.view(), width, looked)
        : new Fixed(tensor.view(), width, tensor.type());
  }

  /** A hash of a row after what a hash came to before it. */
  abstract long hash(int row, long before);

  /** NaN where there is none: of a text that is empty, or a row that is shorter. */
  final double value(int row, int index) {
    return index >= width ? NONE : value(row * width + index);
  }

  abstract double value(int element);

  /** Bytes from a place of the data on into a hash, eight at a time. */
  final long hash(int from, int to, long before) {
    long hash = mix(before ^ (to - from));
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      // One multiplication each, since rows may be long; the mix at the end does the rest.
      hash = Long.rotateLeft((hash ^ data.getLong(at)) * ODD, Integer.SIZE);
    }
    long rest = 0;
    for (; at < to; at++) {
      rest = rest << Byte.SIZE | (data.get(at) & 0xFFL);
    }
    return mix(hash ^ rest);
  }

  /** Every bit of the outcome depends on every bit: the finaliser of G. Steele et al., "SplitMix", 2014. */
  static long mix(long bits) {
    long z = bits + ODD;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private static final class Fixed extends InputRows {
    private final DataType type;

    Fixed(ByteBuffer data, int width, DataType type) {
      super(data, width);
      this.type = type;
    }

    @Override
    long hash(int row, long before) {
      int length = width * type.size();
      return hash(row * length, (row + 1) * length, before);
    }

    @Override
    double value(int element) {
      int at = element * type.size();
      return switch (type) {
        case BOOL -> data.get(at) == 0 ? 0 : 1;
        case UINT8 -> data.get(at) & 0xFF;
        case INT8 -> data.get(at);
        case UINT16 -> data.getShort(at) & 0xFFFF;
        case INT16 -> data.getShort(at);
        case UINT32 -> data.getInt(at) & 0xFFFFFFFFL;
        case INT32 -> data.getInt(at);
        case UINT64 -> unsigned(data.getLong(at));
        case INT64 -> data.getLong(at);
        case FP16 -> half(data.getShort(at));
        case BF16 -> Float.intBitsToFloat(data.getShort(at) << Short.SIZE);
        case FP32 -> data.getFloat(at);
        case FP64 -> data.getDouble(at);
        case BYTES -> throw new IllegalStateException("texts have no fixed size");
      };
    }

    private static double unsigned(long bits) {
      return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
    }

    // IEEE 754 binary16: a sign, 5 bits of exponent, 10 of fraction.
    private static double half(short bits) {
      int exponent = bits >> 10 & 0x1F;
      int fraction = bits & 0x3FF;
      double magnitude = exponent == 0
          ? Math.scalb((double) fraction, -24)
          : exponent == 0x1F
              ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
              : Math.scalb(1024.0 + fraction, exponent - 25);
      return bits < 0 ? -magnitude : magnitude;
    }
  }

  /** Each element is its length and its bytes. */
  private static final class Texts extends InputRows {
    private final int[] starts;

    Texts(ByteBuffer data, int width, int looked) {
      super(data, width);
      this.starts = new int[width * looked + 1];
      int at = 0;
      for (int i = 0; i + 1 < starts.length; i++) {
        starts[i] = at;
        at += Integer.BYTES + data.getInt(at);
      }
      starts[starts.length - 1] = at;
    }

    @Override
    long hash(int row, long before) {
      return hash(starts[row * width], starts[(row + 1) * width], before);
    }

    @Override
    double value(int element) {
      int from = starts[element] + Integer.BYTES;
      int to = starts[element + 1];
      return from == to ? NONE : hash(from, to, 0) >>> (Long.SIZE - 6);
    }
  }
}
