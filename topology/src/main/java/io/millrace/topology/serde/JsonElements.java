package io.millrace.topology.serde;

import io.millrace.model.DataType;
import io.millrace.model.FailureCode;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.Shape;
import io.millrace.model.Tensor;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The data of one JSON tensor, flat or nested as its shape, element by element into raw form. */
final class JsonElements {
  private static final BigInteger MOST_UNSIGNED =
      BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);
  private static final int LONGEST_WHOLE = 20;

  private final JsonInput in;
  private final JsonParser parser;
  private final String side;
  private final String name;
  private final DataType type;
  private final Shape shape;
  private final long wanted;
  private final ElementSink sink;
  private long found;

  JsonElements(JsonInput in, String side, String name, DataType type, Shape shape) {
    this.in = in;
    this.parser = in.parser();
    this.side = side;
    this.name = name;
    this.type = type;
    this.shape = shape;
    this.wanted = TensorChecks.elements(side, name, shape);
    // An element takes two bytes of JSON at least, so a shape cannot make us reserve more than the
    // text may fill.
    long most = Math.min(wanted, in.length() / 2 + 1);
    this.sink =
        new ElementSink((int) Math.min(most * Math.max(type.size(), 1), Integer.MAX_VALUE - 8));
  }

  /** Reads the array that the walk stands at. */
  Tensor read() {
    if (!type.hasJsonForm()) {
      throw new InvalidRequestException(
          FailureCode.UNSUPPORTED,
          "%s \"%s\": %s has no JSON form; send protobuf"
              .formatted(side, Utf8.shortened(name), type));
    }
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw in.expected("\"data\" of %s \"%s\"".formatted(side, Utf8.shortened(name)), "an array");
    }
    var first = in.next();
    if (first == JsonToken.START_ARRAY) {
      readNested();
    } else {
      readFlat(first);
    }
    if (found != wanted) {
      throw TensorChecks.wrongCount(side, name, shape, wanted, found);
    }
    return new Tensor(name, type, shape, sink.finished());
  }

  private void readFlat(JsonToken first) {
    var token = first;
    while (token != JsonToken.END_ARRAY) {
      if (token == JsonToken.START_ARRAY) {
        throw ragged("an array among its elements");
      }
      readElement(token);
      token = in.next();
    }
  }

  // Stands at the first inner array: depth 2. Elements stand at the depth of the shape's rank and
  // nowhere else.
  private void readNested() {
    var counts = new long[shape.rank() + 1];
    int depth = 2;
    var token = JsonToken.START_ARRAY;
    checkDepth(depth);
    while (depth > 0) {
      token = in.next();
      if (token == JsonToken.START_ARRAY) {
        depth++;
        checkDepth(depth);
      } else if (token == JsonToken.END_ARRAY) {
        checkCount(depth, counts[depth]);
        counts[depth] = 0;
        depth--;
        counts[depth]++;
      } else {
        checkLeaf(depth);
        readElement(token);
        counts[depth]++;
      }
    }
  }

  private void checkDepth(int depth) {
    if (depth > shape.rank()) {
      throw ragged("arrays %d deep".formatted(depth));
    }
  }

  private void checkLeaf(int depth) {
    if (depth != shape.rank()) {
      throw ragged("an element %d deep".formatted(depth));
    }
  }

  private void checkCount(int depth, long count) {
    if (count != shape.dim(depth - 1)) {
      throw ragged("an array of %d at depth %d".formatted(count, depth));
    }
  }

  private InvalidRequestException ragged(String what) {
    return TensorChecks.invalid("%s \"%s\": nested data has %s, which shape %s has not"
        .formatted(side, Utf8.shortened(name), what, shape));
  }

  private void readElement(JsonToken token) {
    // Past what the shape takes, elements are only counted, for the message.
    if (found++ >= wanted) {
      in.skip();
      return;
    }
    switch (type) {
      case BOOL -> sink.putByte(bool(token));
      case INT8 -> sink.putByte(whole(token, Byte.MIN_VALUE, Byte.MAX_VALUE));
      case UINT8 -> sink.putByte(whole(token, 0, 0xff));
      case INT16 -> sink.putShort(whole(token, Short.MIN_VALUE, Short.MAX_VALUE));
      case UINT16 -> sink.putShort(whole(token, 0, 0xffff));
      case INT32 -> sink.putInt(whole(token, Integer.MIN_VALUE, Integer.MAX_VALUE));
      case UINT32 -> sink.putInt(whole(token, 0, 0xffffffffL));
      case INT64 -> sink.putLong(whole(token, Long.MIN_VALUE, Long.MAX_VALUE));
      case UINT64 -> sink.putLong(unsigned(token));
      case FP32 -> sink.putFloat(single(token));
      case FP64 -> sink.putDouble(twofold(token));
      case BYTES -> sink.putBytes(text(token));
      case FP16, BF16 -> throw new IllegalStateException(type + " was refused before");
    }
  }

  private long bool(JsonToken token) {
    if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
      throw wrong("is not true or false");
    }
    return token == JsonToken.VALUE_TRUE ? 1 : 0;
  }

  private byte[] text(JsonToken token) {
    if (token != JsonToken.VALUE_STRING) {
      throw wrong("is not a string");
    }
    return parser.getString().getBytes(StandardCharsets.UTF_8);
  }

  private long whole(JsonToken token, long least, long most) {
    if (token == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      long value = parser.getLongValue();
      if (value >= least && value <= most) {
        return value;
      }
      throw outOfRange(least, most);
    }
    var value = bigWhole(token);
    if (value.bitLength() >= Long.SIZE || value.longValue() < least || value.longValue() > most) {
      throw outOfRange(least, most);
    }
    return value.longValue();
  }

  private long unsigned(JsonToken token) {
    if (token == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
        && parser.getLongValue() >= 0) {
      return parser.getLongValue();
    }
    var value = bigWhole(token);
    if (value.signum() < 0 || value.compareTo(MOST_UNSIGNED) > 0) {
      throw outOfRange(0, MOST_UNSIGNED);
    }
    return value.longValue();
  }

  // Also 3.0 and 1e3, which some writers make of whole numbers.
  private BigInteger bigWhole(JsonToken token) {
    requireNumber(token);
    if (token == JsonToken.VALUE_NUMBER_INT) {
      return parser.getBigIntegerValue();
    }
    in.refuseNaN();
    var value = decimal();
    if (value.signum() == 0) {
      return BigInteger.ZERO;
    }
    // Looked at before it is made whole: 1e999999999 has a billion digits.
    if ((long) value.precision() - value.scale() > LONGEST_WHOLE) {
      throw wrong("is out of the range of %s".formatted(type));
    }
    if (value.stripTrailingZeros().scale() > 0) {
      throw wrong("is not a whole number");
    }
    return value.toBigInteger();
  }

  private BigDecimal decimal() {
    try {
      return parser.getDecimalValue();
    } catch (NumberFormatException e) {
      // The exponent has more digits than a decimal can hold.
      throw wrong("is out of the range of %s".formatted(type));
    }
  }

  private float single(JsonToken token) {
    requireNumber(token);
    float value = parser.getFloatValue();
    if (!Float.isFinite(value)) {
      in.refuseNaN();
      throw wrong("is out of the range of FP32");
    }
    return value;
  }

  private double twofold(JsonToken token) {
    requireNumber(token);
    double value = parser.getDoubleValue();
    if (!Double.isFinite(value)) {
      in.refuseNaN();
      throw wrong("is out of the range of FP64");
    }
    return value;
  }

  private void requireNumber(JsonToken token) {
    if (token != JsonToken.VALUE_NUMBER_FLOAT && token != JsonToken.VALUE_NUMBER_INT) {
      throw wrong("is not a number");
    }
  }

  private InvalidRequestException outOfRange(Object least, Object most) {
    return wrong("is out of the range %s to %s of %s".formatted(least, most, type));
  }

  private InvalidRequestException wrong(String what) {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT) {
      in.refuseNaN();
    }
    return TensorChecks.invalid("%s \"%s\" of %s: element %d, %s, %s"
        .formatted(side, Utf8.shortened(name), type, found - 1, in.found(), what));
  }
}
