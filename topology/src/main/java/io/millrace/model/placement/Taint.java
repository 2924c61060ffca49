package io.millrace.model.placement;

/**
 * Keeps services off a node unless they tolerate it.
 *
 * @param value may be empty
 * @param evicts whether what already runs there and does not tolerate it is moved, too
 */
public record Taint(String key, String value, boolean evicts) {
  public Taint {
    Checks.id("taint", key);
  }

  /**
   * What a service puts up with.
   *
   * @param value of the taint; {@code *} is any
   */
  public record Toleration(String key, String value) {
    public Toleration {
      Checks.id("toleration", key);
    }

    public boolean covers(Taint taint) {
      return key.equals(taint.key()) && (value.equals("*") || value.equals(taint.value()));
    }
  }
}
