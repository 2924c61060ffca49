package io.millrace.model.node;

/** A node's name, unique in its pool. */
public record NodeName(String value) implements Comparable<NodeName> {
  public NodeName {
    NameRule.legal("node", value);
  }

  @Override
  public int compareTo(NodeName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
