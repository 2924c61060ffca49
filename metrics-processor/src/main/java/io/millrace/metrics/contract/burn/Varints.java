package io.millrace.metrics.contract.burn;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Counts in as few bytes as they need, seven bits in each, lowest first. */
final class Varints {
  private Varints() {}

  static void write(long count, DataOutput out) throws IOException {
    long rest = count;
    while ((rest & ~0x7FL) != 0) {
      out.writeByte((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  static long read(DataInput in) throws IOException {
    long count = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte bits = in.readByte();
      count |= (long) (bits & 0x7F) << shift;
      if (bits >= 0) {
        return count;
      }
    }
    throw new IOException("a count of more than ten bytes");
  }
}
