package io.millrace.topology.serde;

import com.google.protobuf.WireFormat;
import io.millrace.model.FailureCode;
import io.millrace.model.InvalidRequestException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A walk over the bytes of one protobuf message that copies nothing and names the byte where it fails. */
final class WireReader {
  private static final int LONGEST_VARINT = 10;

  private final byte[] bytes;
  private int position;
  private int limit;

  WireReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  WireReader(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.position = from;
    this.limit = to;
  }

  boolean atEnd() {
    return position == limit;
  }

  int position() {
    return position;
  }

  /** The next field's number and wire type. */
  int tag() {
    int at = position;
    long tag = varint();
    if (tag < 1 << 3 || tag > 0xffffffffL) {
      throw malformed(at, "%d is no field's tag".formatted(tag));
    }
    return (int) tag;
  }

  long varint() {
    if (position < limit && bytes[position] >= 0) {
      return bytes[position++];
    }
    return longVarint();
  }

  private long longVarint() {
    int at = position;
    long value = 0;
    for (int i = 0; i < LONGEST_VARINT; i++) {
      if (position == limit) {
        throw malformed(at, "a number runs past the end");
      }
      byte next = bytes[position++];
      value |= (long) (next & 0x7f) << (7 * i);
      if (next >= 0) {
        return value;
      }
    }
    throw malformed(at, "a number of more than %d bytes".formatted(LONGEST_VARINT));
  }

  int fixed32() {
    int at = advance(Integer.BYTES);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
  }

  long fixed64() {
    int at = advance(Long.BYTES);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(at);
  }

  /** The length that stands before a field's bytes; there are that many. */
  int length() {
    int at = position;
    long length = varint();
    if (length < 0 || length > limit - position) {
      throw malformed(
          at,
          "a field of %s bytes, but %d are left"
              .formatted(Long.toUnsignedString(length), limit - position));
    }
    return (int) length;
  }

  String text() {
    int length = length();
    int at = advance(length);
    var text = Utf8.strictly(bytes, at, at + length);
    if (text == null) {
      throw malformed(at, "text that is not UTF-8");
    }
    return text;
  }

  /** Ends this walk after that many bytes; the limit to go back to with {@link #limit} is returned. */
  int enter(int length) {
    int outer = limit;
    limit = position + length;
    return outer;
  }

  void limit(int outer) {
    limit = outer;
  }

  /** Steps over that many bytes and says where they start. */
  int advance(int length) {
    int at = position;
    if (length > limit - at) {
      throw malformed(at, "%d bytes wanted, %d are left".formatted(length, limit - at));
    }
    position = at + length;
    return at;
  }

  /** Steps over the value of a field that is not ours; groups of old may be nested. */
  void skip(int tag) {
    int at = position;
    int depth = 0;
    int next = tag;
    while (true) {
      switch (WireFormat.getTagWireType(next)) {
        case WireFormat.WIRETYPE_VARINT -> varint();
        case WireFormat.WIRETYPE_FIXED64 -> advance(Long.BYTES);
        case WireFormat.WIRETYPE_LENGTH_DELIMITED -> advance(length());
        case WireFormat.WIRETYPE_FIXED32 -> advance(Integer.BYTES);
        case WireFormat.WIRETYPE_START_GROUP -> depth++;
        case WireFormat.WIRETYPE_END_GROUP -> depth--;
        default -> throw malformed(at, "wire type %d".formatted(next & 7));
      }
      if (depth < 0) {
        throw malformed(at, "the end of a group that never began");
      }
      if (depth == 0) {
        return;
      }
      next = tag();
    }
  }

  /** The bytes themselves, shared. */
  ByteBuffer slice(int from, int length) {
    return ByteBuffer.wrap(bytes, from, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  static InvalidRequestException malformed(int at, String what) {
    return new InvalidRequestException(
        FailureCode.MALFORMED, "not protobuf at byte %d: %s".formatted(at, what));
  }
}
