package io.millrace.model.placement;

/**
 * What a service suffers from when it must share: such services are served first and get nodes with
 * more of it free.
 */
public enum Sensitivity {
  NONE,
  CPU,
  MEMORY,
  BOTH;

  public boolean toCpu() {
    return this == CPU || this == BOTH;
  }

  public boolean toMemory() {
    return this == MEMORY || this == BOTH;
  }
}
