package io.millrace.model.placement;

/**
 * An accelerator of a node.
 *
 * @param id unique within its node
 * @param kind what demands name: a type or a model, such as {@code gpu} or {@code T4}
 * @param capacity thousandths; 1000 is a whole device
 * @param reserved thousandths that others use, who are not placed by us
 */
public record Device(String id, String kind, long capacity, long reserved) {
  public static final long WHOLE = 1000;

  public Device {
    Checks.id("device", id);
    Checks.id("kind", kind);
    Checks.within("capacity of device " + id, capacity, 0, WHOLE);
    Checks.within("reserved of device " + id, reserved, 0, capacity);
  }

  /** A whole device that nobody uses. */
  public Device(String id, String kind) {
    this(id, kind, WHOLE, 0);
  }
}
