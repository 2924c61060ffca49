package io.millrace.launcher.evaluation;

import io.millrace.model.DataType;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One cell as the little-endian bytes of one element; what is wrong with it is told as the end of a sentence. */
final class Cell {
  private static final int MOST_DIGITS = 20; // of 2^64

  private Cell() {}

  /** Appends the element and returns null, or says why the text is none of that type. */
  static @Nullable String append(DataType type, String text, ByteArrayOutputStream out) {
    return switch (type) {
      case BYTES -> text(text, out);
      case BOOL -> bool(text.strip().toLowerCase(Locale.ROOT), out);
      case FP32, FP64 -> real(type, text.strip(), out);
      case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 ->
        whole(type, text.strip(), out);
      case FP16, BF16 -> "cannot be sent: %s has no JSON form".formatted(type);
    };
  }

  private static @Nullable String text(String text, ByteArrayOutputStream out) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    put(bytes.length, Integer.BYTES, out);
    out.writeBytes(bytes);
    return null;
  }

  private static @Nullable String bool(String text, ByteArrayOutputStream out) {
    if (text.equals("true") || text.equals("1")) {
      out.write(1);
      return null;
    }
    if (text.equals("false") || text.equals("0")) {
      out.write(0);
      return null;
    }
    return "is neither true, false, 0 nor 1";
  }

  private static @Nullable String real(DataType type, String text, ByteArrayOutputStream out) {
    if (Numbers.parse(text) == null) {
      return "is no number";
    }
    if (type == DataType.FP64) {
      double value = Double.parseDouble(text);
      put(Double.doubleToRawLongBits(value), Double.BYTES, out);
      return Double.isInfinite(value) ? outOfRange(type) : null;
    }
    float value = Float.parseFloat(text);
    put(Float.floatToRawIntBits(value), Float.BYTES, out);
    return Float.isInfinite(value) ? outOfRange(type) : null;
  }

  private static @Nullable String whole(DataType type, String text, ByteArrayOutputStream out) {
    var number = Numbers.parse(text);
    if (number == null) {
      return "is no number";
    }
    // By its digits first: the whole form of 1e999999999 would fill the memory.
    if (number.precision() - (long) number.scale() > MOST_DIGITS) {
      return outOfRange(type);
    }
    if (number.signum() != 0 && number.stripTrailingZeros().scale() > 0) {
      return "is no whole number";
    }
    var value = number.signum() == 0 ? BigInteger.ZERO : number.toBigInteger();
    if (!fits(type, value)) {
      return outOfRange(type);
    }
    put(value.longValue(), type.size(), out);
    return null;
  }

  private static boolean fits(DataType type, BigInteger value) {
    int bits = Byte.SIZE * type.size();
    return switch (type) {
      case UINT8, UINT16, UINT32, UINT64 -> value.signum() >= 0 && value.bitLength() <= bits;
      case INT8, INT16, INT32, INT64 -> value.bitLength() < bits;
      case BOOL, FP16, BF16, FP32, FP64, BYTES -> false;
    };
  }

  private static String outOfRange(DataType type) {
    return "is out of the range of %s".formatted(type);
  }

  private static void put(long bits, int size, ByteArrayOutputStream out) {
    for (int i = 0; i < size; i++) {
      out.write((int) (bits >>> (Byte.SIZE * i)));
    }
  }
}
