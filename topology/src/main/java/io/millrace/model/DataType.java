package io.millrace.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The element types of the Open Inference Protocol. Raw data is little-endian without padding. */
public enum DataType {
  BOOL(1),
  UINT8(1),
  UINT16(2),
  UINT32(4),
  UINT64(8),
  INT8(1),
  INT16(2),
  INT32(4),
  INT64(8),
  FP16(2),
  BF16(2),
  FP32(4),
  FP64(8),
  /** Strings of bytes: each element is its length (unsigned 32-bit) and then its bytes. */
  BYTES(0);

  private static final int LONGEST_SHOWN = 20;
  private static final Map<String, DataType> BY_NAME = Arrays.stream(values())
      .collect(Collectors.toUnmodifiableMap(DataType::name, Function.identity()));

  private final int size;

  DataType(int size) {
    this.size = size;
  }

  /** Bytes of one element; 0 for {@link #BYTES}, whose elements differ in length. */
  public int size() {
    return size;
  }

  /** Whether JSON can carry the type: the protocol gives the 16-bit floats no JSON form. */
  public boolean hasJsonForm() {
    return this != FP16 && this != BF16;
  }

  /**
   * The type of a protocol name such as {@code FP32}.
   *
   * @throws InvalidRequestException if there is no such type
   */
  public static DataType of(String name) {
    var type = BY_NAME.get(name);
    if (type == null) {
      throw unknown(name);
    }
    return type;
  }

  private static InvalidRequestException unknown(String name) {
    var shown = name.length() > LONGEST_SHOWN ? name.substring(0, LONGEST_SHOWN) + "…" : name;
    var upper = name.toUpperCase(Locale.ROOT);
    return new InvalidRequestException(
        FailureCode.INVALID_INPUT,
        "unknown datatype \"%s\"; the protocol has BOOL, UINT8-64, INT8-64, FP16, BF16, FP32, FP64 and BYTES%s"
            .formatted(
                shown, upper.equals("FLOAT") || upper.equals("FLOAT32") ? ". Maybe FP32" : ""));
  }
}
