package io.millrace.metrics.contract.samples;

import io.millrace.metrics.window.Sample;
import io.millrace.model.qoa.QoaSample;
import io.millrace.topology.Mark;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a stage that measures tells the monitor of contracts. */
public sealed interface SampleEvent {

  /**
   * A value. One that is not a finite number counts as not reported.
   *
   * @param ownTime whether its time is one of the application's own
   */
  record Measured(Sample sample, Map<String, String> labels, boolean ownTime)
      implements SampleEvent {
    /** A value of which no more is known. */
    public static Measured of(Sample sample) {
      return new Measured(sample, Map.of(), false);
    }

    /** As it stands on the samples topic. */
    public QoaSample onTheLog() {
      return new QoaSample(
          sample.application(),
          sample.stage(),
          sample.instance(),
          sample.metric(),
          sample.value(),
          sample.eventTimeMillis(),
          labels);
    }
  }

  /**
   * The time that the stage's input has reached.
   *
   * @param time in milliseconds since 1970
   * @param application whose own time it is; null: that of all which have none
   */
  record Marked(long time, @Nullable String application) implements SampleEvent {
    /** Says that no more is told, so that nobody waits for it. */
    public static final Marked LAST = new Marked(Mark.END, null);
  }
}
