package io.millrace.topology.serde;

import com.google.protobuf.WireFormat;
import io.millrace.model.DataType;
import io.millrace.model.FailureCode;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.Shape;
import io.millrace.model.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A tensor from {@code InferTensorContents}, for clients that do not send raw contents: a first walk counts, a second
 * one fills an array of the right size. One packed run of floats is raw contents already and is not copied.
 */
final class TypedContents {
  private static final String[] FIELDS = {
    "", "bool", "int", "int64", "uint", "uint64", "fp32", "fp64", "bytes"
  };

  private final byte[] bytes;
  private final String side;
  private final String name;
  private final DataType type;
  private final int field;
  private long count;
  private long size;
  private int runs;
  private int runAt;

  TypedContents(byte[] bytes, String side, String name, DataType type) {
    this.bytes = bytes;
    this.side = side;
    this.name = name;
    this.type = type;
    this.field = field(type);
  }

  private static int field(DataType type) {
    return switch (type) {
      case BOOL -> 1;
      case INT8, INT16, INT32 -> 2;
      case INT64 -> 3;
      case UINT8, UINT16, UINT32 -> 4;
      case UINT64 -> 5;
      case FP32 -> 6;
      case FP64 -> 7;
      case BYTES -> 8;
      case FP16, BF16 -> 0;
    };
  }

  Tensor tensor(Shape shape, Ranges contents, long elements) {
    if (field == 0 && elements > 0) {
      throw TensorChecks.invalid("%s \"%s\": %s has no typed contents; send raw contents"
          .formatted(side, Utf8.shortened(name), type));
    }
    for (int i = 0; i < contents.size(); i++) {
      count(new WireReader(bytes, contents.from(i), contents.to(i)));
    }
    if (count != elements) {
      throw TensorChecks.wrongCount(side, name, shape, elements, count);
    }
    return new Tensor(name, type, shape, data(contents));
  }

  private void count(WireReader in) {
    while (!in.atEnd()) {
      int tag = in.tag();
      int number = WireFormat.getTagFieldNumber(tag);
      if (number != field || field == 0) {
        refuseOther(number);
        in.skip(tag);
      } else if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        countRun(in);
      } else {
        in.skip(tag);
        count++;
        size += type.size();
        runs += 2;
      }
    }
  }

  private void countRun(WireReader in) {
    int length = in.length();
    int at = in.advance(length);
    if (type == DataType.BYTES) {
      count++;
      size += Integer.BYTES + length;
      return;
    }
    long elements = isFixed() ? length / type.size() : countVarints(at, length);
    if (isFixed() && length % type.size() != 0) {
      throw WireReader.malformed(at, "%d bytes of packed %s".formatted(length, type));
    }
    count += elements;
    size += elements * type.size();
    runAt = at;
    runs++;
  }

  private long countVarints(int at, int length) {
    long ends = 0;
    for (int i = at; i < at + length; i++) {
      ends += bytes[i] >= 0 ? 1 : 0;
    }
    return ends;
  }

  private boolean isFixed() {
    return type == DataType.FP32 || type == DataType.FP64;
  }

  private void refuseOther(int number) {
    if (number < FIELDS.length) {
      throw TensorChecks.invalid("%s \"%s\" of %s has %s_contents; %s_contents are its own"
          .formatted(side, Utf8.shortened(name), type, FIELDS[number], FIELDS[field]));
    }
  }

  private ByteBuffer data(Ranges contents) {
    if (isFixed() && runs == 1) {
      return ByteBuffer.wrap(bytes, runAt, (int) size).order(ByteOrder.LITTLE_ENDIAN);
    }
    if (size > Integer.MAX_VALUE - 8) {
      throw new InvalidRequestException(
          FailureCode.TOO_LARGE,
          "%s \"%s\" takes %d bytes".formatted(side, Utf8.shortened(name), size));
    }
    var data = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < contents.size(); i++) {
      fill(data, new WireReader(bytes, contents.from(i), contents.to(i)));
    }
    return data.flip();
  }

  private void fill(ByteBuffer data, WireReader in) {
    while (!in.atEnd()) {
      int tag = in.tag();
      if (WireFormat.getTagFieldNumber(tag) != field) {
        in.skip(tag);
      } else if (type == DataType.BYTES) {
        int length = in.length();
        data.putInt(length).put(bytes, in.advance(length), length);
      } else if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        int outer = in.enter(in.length());
        while (!in.atEnd()) {
          put(data, in);
        }
        in.limit(outer);
      } else {
        put(data, in);
      }
    }
  }

  private void put(ByteBuffer data, WireReader in) {
    switch (type) {
      case BOOL -> data.put((byte) (in.varint() == 0 ? 0 : 1));
      case INT8 -> data.put((byte) within(in.varint(), Byte.MIN_VALUE, Byte.MAX_VALUE));
      case UINT8 -> data.put((byte) within(in.varint() & 0xffffffffL, 0, 0xff));
      case INT16 -> data.putShort((short) within(in.varint(), Short.MIN_VALUE, Short.MAX_VALUE));
      case UINT16 -> data.putShort((short) within(in.varint() & 0xffffffffL, 0, 0xffff));
      case INT32, UINT32 -> data.putInt((int) in.varint());
      case INT64, UINT64 -> data.putLong(in.varint());
      case FP32 -> data.putInt(in.fixed32());
      case FP64 -> data.putLong(in.fixed64());
      case FP16, BF16, BYTES -> throw new IllegalStateException(type + " is not put one by one");
    }
  }

  private long within(long value, long least, long most) {
    if (value < least || value > most) {
      throw TensorChecks.invalid("%s \"%s\": %d is out of the range %d to %d of %s"
          .formatted(side, Utf8.shortened(name), value, least, most, type));
    }
    return value;
  }
}
