package io.millrace.model.node;

/**
 * A device for computing.
 *
 * @param kind for example {@code nvidia}
 * @param id by which an engine gives it to a container
 * @param model as its maker calls it; empty where it is not known
 * @param memoryBytes 0 where it is not known
 */
public record Accelerator(String kind, String id, String model, long memoryBytes) {
  public Accelerator {
    if (kind.isBlank() || id.isBlank() || memoryBytes < 0) {
      throw new IllegalArgumentException(
          "an accelerator has a kind, an id and memory of 0 or more, not \"%s\", \"%s\" and %d"
              .formatted(kind, id, memoryBytes));
    }
  }
}
