package io.millrace.model;

/** A version of a model: a positive whole number, as Triton's repository layout has it. */
public record ModelVersion(long number) implements Comparable<ModelVersion> {
  public ModelVersion {
    if (number < 1) {
      throw new InvalidRequestException(
          FailureCode.UNKNOWN_MODEL, "version %d: versions start at 1".formatted(number));
    }
  }

  /**
   * Reads a version as it stands in a path or header.
   *
   * @throws InvalidRequestException if the text is not a positive whole number
   */
  public static ModelVersion of(String text) {
    try {
      return new ModelVersion(Long.parseLong(text));
    } catch (NumberFormatException e) {
      throw new InvalidRequestException(
          FailureCode.UNKNOWN_MODEL, "version \"%s\" is not a whole number from 1".formatted(text));
    }
  }

  @Override
  public int compareTo(ModelVersion other) {
    return Long.compare(number, other.number);
  }

  @Override
  public String toString() {
    return Long.toString(number);
  }
}
