package io.millrace.model.qoa;

/** How a series is cut into windows. */
public enum WindowKind {
  /** One after the other, of one length in time. */
  TUMBLING,
  /** Of one length in time, each starting a hop after the one before. */
  HOPPING,
  /** Of one length in time, one ending with each time at which there is a value. */
  SLIDING,
  /** As long as no gap between values is longer than a given time. */
  SESSION,
  /** One after the other, of a number of reports. */
  TUMBLING_COUNT,
  /** The last so many reports, each time some more have come. */
  HOPPING_COUNT
}
