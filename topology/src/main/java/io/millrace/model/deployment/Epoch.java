package io.millrace.model.deployment;

/**
 * How far the log had been read when something was decided. It only grows; of two views of a pool the one with the later
 * epoch is right.
 */
public record Epoch(long value) implements Comparable<Epoch> {
  public Epoch {
    if (value < 0) {
      throw new IllegalArgumentException("epoch %d: it starts at 0".formatted(value));
    }
  }

  public boolean isAfter(Epoch other) {
    return value > other.value;
  }

  @Override
  public int compareTo(Epoch other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
