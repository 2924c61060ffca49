package io.millrace.topology.serde;

import java.util.Arrays;

/** Where parts of a message lie in its bytes. */
final class Ranges {
  private int[] bounds = new int[4];
  private int size;

  void add(int from, int length) {
    if (2 * size == bounds.length) {
      bounds = Arrays.copyOf(bounds, 2 * bounds.length);
    }
    bounds[2 * size] = from;
    bounds[2 * size + 1] = length;
    size++;
  }

  int size() {
    return size;
  }

  int from(int i) {
    return bounds[2 * i];
  }

  int length(int i) {
    return bounds[2 * i + 1];
  }

  int to(int i) {
    return from(i) + length(i);
  }

  void clear() {
    size = 0;
  }
}
