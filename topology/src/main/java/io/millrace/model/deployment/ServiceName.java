package io.millrace.model.deployment;

import io.millrace.model.node.NameRule;

/** The service that an instance belongs to. */
public record ServiceName(String value) implements Comparable<ServiceName> {
  public ServiceName {
    NameRule.legal("service", value);
  }

  @Override
  public int compareTo(ServiceName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
