package io.millrace.model.node;

/** The pool of nodes that something belongs to. */
public record PoolName(String value) implements Comparable<PoolName> {
  public PoolName {
    NameRule.legal("pool", value);
  }

  @Override
  public int compareTo(PoolName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
