package io.millrace.model;

/**
 * A model's declaration that the drift of its predictions is to be watched.
 *
 * @param reference of how many rows the first predictions of a version are the reference; 0 takes the declaration back
 */
public record ModelDrift(long reference) {
  /** The fewest rows that make a reference. */
  public static final long FEWEST = 30;

  /** Nothing is watched. */
  public static final ModelDrift OFF = new ModelDrift(0);

  // Anyone can write JSON to the topic: what the registry folds must be whole.
  public ModelDrift {
    if (reference != 0 && reference < FEWEST) {
      throw new IllegalArgumentException(
          "drift reference: %d rows are neither 0 nor at least %d".formatted(reference, FEWEST));
    }
  }

  public boolean isOff() {
    return reference == 0;
  }
}
