package io.millrace.model.qoa;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes the compact forms: unsigned LEB128 varints, signed ones zigzag-coded, doubles as 8 bytes. */
public final class BinaryWriter {
  private byte[] bytes;
  private int size;

  public BinaryWriter() {
    this(128);
  }

  /** @param expected bytes; more are taken too */
  public BinaryWriter(int expected) {
    this.bytes = new byte[Math.max(16, expected)];
  }

  public BinaryWriter writeByte(int value) {
    room(1);
    bytes[size++] = (byte) value;
    return this;
  }

  /** A varint of 1 byte below 128, 10 bytes at most; a negative value takes all 10. */
  public BinaryWriter writeUnsigned(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
    return this;
  }

  /** A zigzag varint: short for small values of either sign. */
  public BinaryWriter writeSigned(long value) {
    return writeUnsigned((value << 1) ^ (value >> 63));
  }

  /** 4 bytes, big-endian; the upper half of the long is left out. */
  public BinaryWriter writeFixed32(long value) {
    room(4);
    for (int shift = 24; shift >= 0; shift -= 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
    return this;
  }

  /** 8 bytes, big-endian. */
  public BinaryWriter writeFixed64(long value) {
    return writeFixed32(value >>> 32).writeFixed32(value);
  }

  public BinaryWriter writeDouble(double value) {
    return writeFixed64(Double.doubleToLongBits(value));
  }

  /** The length in bytes, then UTF-8. */
  public BinaryWriter writeText(String text) {
    var encoded = text.getBytes(StandardCharsets.UTF_8);
    writeUnsigned(encoded.length);
    room(encoded.length);
    System.arraycopy(encoded, 0, bytes, size, encoded.length);
    size += encoded.length;
    return this;
  }

  private void room(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }

  /** How many bytes have been written. */
  public int size() {
    return size;
  }

  /** A copy of what was written. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }
}
