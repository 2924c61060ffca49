package io.millrace.model.qoa;

import java.util.List;

/**
 * The numbers that one report tells of one source.
 *
 * @param passedOn whether another place than the source sent it
 * @param eventTimeMillis when they were measured, in milliseconds since 1970
 */
public record Measurements(
    Source source, boolean passedOn, long eventTimeMillis, List<Measurement> values) {
  public Measurements {
    values = List.copyOf(values);
  }
}
