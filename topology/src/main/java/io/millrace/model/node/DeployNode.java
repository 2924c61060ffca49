package io.millrace.model.node;

/** A node, and where containers are started on it. */
public record DeployNode(NodeName name, NodeAddress address) {
  @Override
  public String toString() {
    return name + " (" + address + ")";
  }
}
