package io.millrace.metrics.quality;

/**
 * What the values of a field were found to be; each value is counted once.
 *
 * @param none missing, null or not-a-number
 * @param errors not of the field's kind
 */
public record FieldCounts(long valid, long none, long errors, long outOfRange) {
  static final FieldCounts EMPTY = new FieldCounts(0, 0, 0, 0);

  public FieldCounts {
    if (Math.min(Math.min(valid, none), Math.min(errors, outOfRange)) < 0) {
      throw new IllegalArgumentException("counts: %d valid, %d none, %d errors, %d out of range"
          .formatted(valid, none, errors, outOfRange));
    }
  }

  FieldCounts plus(FieldCounts other) {
    return new FieldCounts(
        valid + other.valid,
        none + other.none,
        errors + other.errors,
        outOfRange + other.outOfRange);
  }

  FieldCounts plus(FieldRule.Finding finding) {
    return switch (finding) {
      case VALID -> new FieldCounts(valid + 1, none, errors, outOfRange);
      case NONE -> new FieldCounts(valid, none + 1, errors, outOfRange);
      case ERROR -> new FieldCounts(valid, none, errors + 1, outOfRange);
      case OUT_OF_RANGE -> new FieldCounts(valid, none, errors, outOfRange + 1);
    };
  }

  public long values() {
    return valid + none + errors + outOfRange;
  }

  /** The percentage of values that are there; NaN where there were none to be. */
  public double completeness() {
    return percent(values() - none);
  }

  public double nonePercent() {
    return percent(none);
  }

  public double errorPercent() {
    return percent(errors);
  }

  public double outOfRangePercent() {
    return percent(outOfRange);
  }

  private double percent(long part) {
    return values() == 0 ? Double.NaN : 100.0 * part / values();
  }
}
