package io.millrace.metrics.predictions;

/** Whose time a note tells. */
enum Origin {
  /** A partition of the results. */
  RESULTS(0),
  /** A partition of the feedback. */
  FEEDBACK(1),
  /** A partition of the join of them all. */
  JOIN(2),
  /** A partition of the answers that applications have reported. */
  REPORTED(3),
  /** A partition of the reports, whose answers these are. */
  REPORTS(4);

  private final int code;

  Origin(int code) {
    this.code = code;
  }

  /** Its byte in stores and messages. */
  int code() {
    return code;
  }

  static Origin of(int code) {
    for (var origin : values()) {
      if (origin.code == code) {
        return origin;
      }
    }
    throw new IllegalArgumentException("origin: %d is none".formatted(code));
  }
}
