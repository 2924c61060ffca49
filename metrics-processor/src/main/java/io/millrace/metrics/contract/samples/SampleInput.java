package io.millrace.metrics.contract.samples;

import io.millrace.topology.serde.qoa.SampleRecords.Appended;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a record of the samples topic says. */
public sealed interface SampleInput {

  /**
   * Samples, in order.
   *
   * @param ownTime whether their times are those of their application's own
   */
  record Sampled(List<Appended> samples, boolean ownTime) implements SampleInput {
    public Sampled {
      samples = List.copyOf(samples);
    }
  }

  /**
   * The time that one of those has reached that write samples.
   *
   * @param millis since 1970
   * @param application whose own time it is; null: that of all which have none
   */
  record Told(String source, long millis, @Nullable String application) implements SampleInput {}

  /**
   * Nothing that can be read.
   *
   * @param found the record's value
   */
  record Unreadable(String reason, byte @Nullable [] found) implements SampleInput {}
}
