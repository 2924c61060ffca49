package io.millrace.topology.serde;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Elements as they are read, in the protocol's raw form; grows only as they really come. */
final class ElementSink {
  private ByteBuffer data;

  ElementSink(int capacity) {
    data = littleEndian(capacity);
  }

  void putByte(long value) {
    room(Byte.BYTES).put((byte) value);
  }

  void putShort(long value) {
    room(Short.BYTES).putShort((short) value);
  }

  void putInt(long value) {
    room(Integer.BYTES).putInt((int) value);
  }

  void putLong(long value) {
    room(Long.BYTES).putLong(value);
  }

  void putFloat(float value) {
    room(Float.BYTES).putFloat(value);
  }

  void putDouble(double value) {
    room(Double.BYTES).putDouble(value);
  }

  void putBytes(byte[] element) {
    room(Integer.BYTES + element.length).putInt(element.length).put(element);
  }

  ByteBuffer finished() {
    return data.flip();
  }

  private ByteBuffer room(int bytes) {
    if (data.remaining() < bytes) {
      int wanted = Math.addExact(data.position(), bytes);
      int doubled = (int) Math.min(2L * data.capacity(), Integer.MAX_VALUE - 8);
      data = littleEndian(Math.max(wanted, doubled)).put(data.flip());
    }
    return data;
  }

  private static ByteBuffer littleEndian(int capacity) {
    return ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
  }
}
