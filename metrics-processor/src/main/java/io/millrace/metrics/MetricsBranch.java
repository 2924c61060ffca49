package io.millrace.metrics;

import io.millrace.metrics.contract.samples.SampleEvent;
import io.millrace.model.qoa.WindowResult;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;

/** A further use of what the stage reads and counts, added to its topology. */
public interface MetricsBranch extends AutoCloseable {
  /**
   * Adds the branch.
   *
   * @param events what the reports tell, in the partition of its source, and the time up to which all has been told
   * @param closed the final results of windows of single instances, keyed by series, as they close
   * @param rolledUp those of whole stages and applications
   */
  void addTo(
      StreamsBuilder builder,
      KStream<byte[], SampleEvent> events,
      KStream<String, WindowResult> closed,
      KStream<String, WindowResult> rolledUp);

  /** Makes ready what the branch needs before the first record; may block. */
  default void start() {}

  @Override
  default void close() {}
}
