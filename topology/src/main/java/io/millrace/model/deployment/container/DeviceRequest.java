package io.millrace.model.deployment.container;

import java.util.List;

/**
 * Accelerators that a container gets.
 *
 * @param kind for example {@code nvidia}
 * @param ids by which the engine knows them on the node: numbers or UUIDs
 */
public record DeviceRequest(String kind, List<String> ids) {
  public DeviceRequest {
    if (kind.isBlank() || ids.isEmpty()) {
      throw new IllegalArgumentException(
          "a request for devices needs a kind and their ids, not \"%s\" and %s"
              .formatted(kind, ids));
    }
    ids = List.copyOf(ids);
  }

  /** Devices of NVIDIA. */
  public static DeviceRequest nvidia(String... ids) {
    return new DeviceRequest("nvidia", List.of(ids));
  }
}
