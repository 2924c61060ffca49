package io.millrace.model.qoa;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads what {@link BinaryWriter} wrote. What is no such form is refused with an {@link IllegalArgumentException}. */
public final class BinaryReader {
  private final byte[] bytes;
  private int at;

  public BinaryReader(byte[] bytes) {
    this.bytes = bytes;
  }

  public int readByte() {
    need(1);
    return bytes[at++] & 0xFF;
  }

  public long readUnsigned() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      long next = readByte();
      value |= (next & 0x7F) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new IllegalArgumentException("a varint of more than 10 bytes before byte " + at);
  }

  public long readSigned() {
    long zigzag = readUnsigned();
    return (zigzag >>> 1) ^ -(zigzag & 1);
  }

  /** A count or length: a varint from 0 to the most that makes sense here. */
  public int readCount(String what, int most) {
    long value = readUnsigned();
    if (value < 0 || value > most) {
      throw new IllegalArgumentException(
          "%s: %s is not within 0 to %d".formatted(what, Long.toUnsignedString(value), most));
    }
    return (int) value;
  }

  /** 4 bytes as an unsigned number. */
  public long readFixed32() {
    need(4);
    long value = 0;
    for (int i = 0; i < 4; i++) {
      value = value << 8 | (bytes[at++] & 0xFFL);
    }
    return value;
  }

  public long readFixed64() {
    long upper = readFixed32();
    return upper << 32 | readFixed32();
  }

  public double readDouble() {
    return Double.longBitsToDouble(readFixed64());
  }

  public String readText() {
    int length = readCount("length of a text", bytes.length);
    need(length);
    var encoded = ByteBuffer.wrap(bytes, at, length);
    at += length;
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(encoded).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("a text before byte %d is no UTF-8".formatted(at), e);
    }
  }

  /** Whether all has been read. */
  public boolean isAtEnd() {
    return at == bytes.length;
  }

  /** Refuses bytes that are left over. */
  public void expectEnd() {
    if (!isAtEnd()) {
      throw new IllegalArgumentException(
          "%d bytes too many after byte %d".formatted(bytes.length - at, at));
    }
  }

  private void need(int more) {
    if (bytes.length - at < more) {
      throw new IllegalArgumentException("ends after %d bytes, %d more are needed"
          .formatted(bytes.length, more - bytes.length + at));
    }
  }
}
