package io.millrace.metrics.reports;

import io.millrace.model.qoa.Report;
import org.jspecify.annotations.Nullable;

/** What a part of a record on the reports topic turned out to be. */
public sealed interface Normalised {
  /** A report that stands under its source's key already, in that key's partition. */
  record AtHome(Report report) implements Normalised {}

  /** A report that has to go under its source's key first. */
  record Astray(Report report) implements Normalised {}

  /**
   * What cannot be read.
   *
   * @param bytes of the part, as found
   */
  record Unreadable(String reason, byte @Nullable [] bytes) implements Normalised {}
}
