package io.millrace.model.deployment;

import io.millrace.model.node.NameRule;

/** The decision to have one instance of a service; unique in its pool, and never used again. */
public record AllocationId(String value) implements Comparable<AllocationId> {
  public AllocationId {
    NameRule.legal("allocation", value);
  }

  @Override
  public int compareTo(AllocationId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
