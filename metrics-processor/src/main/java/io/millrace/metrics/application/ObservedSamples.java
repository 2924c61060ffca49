package io.millrace.metrics.application;

import io.millrace.metrics.contract.samples.SampleInput;
import io.millrace.metrics.contract.samples.SampleInput.Sampled;
import io.millrace.metrics.contract.samples.SampleInput.Told;
import io.millrace.metrics.window.Sample;
import io.millrace.topology.Mark;
import io.millrace.topology.serde.qoa.SampleRecords.Appended;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Of the samples topic, what functions look at, and marks of the least time that the tasks have told which write it.
 * What cannot be read is passed over: the monitor of contracts reads the same and buries it.
 */
final class ObservedSamples implements Processor<byte[], SampleInput, String, Sample> {
  private final Observations observations;
  private final Map<String, Long> marks = new TreeMap<>();
  private @Nullable ProcessorContext<String, Sample> context;

  ObservedSamples(Observations observations) {
    this.observations = observations;
  }

  @Override
  public void init(ProcessorContext<String, Sample> context) {
    this.context = context;
    this.marks.clear();
  }

  @Override
  public void process(Record<byte[], SampleInput> record) {
    if (record.value() instanceof Told told) {
      if (told.application() == null) { // an application's own time is not that of the others
        mark(record, told);
      }
    } else if (record.value() instanceof Sampled sampled) {
      sampled.samples().forEach(one -> sample(record, one));
    }
  }

  private void sample(Record<byte[], SampleInput> record, Appended one) {
    var found = one.sample();
    var sample = new Sample(
        found.application(),
        found.stage(),
        found.instance(),
        found.metric(),
        found.value(),
        found.time());
    if (observations.looksAt(sample)) {
      forward(record
          .withKey(sample.application())
          .withValue(sample)
          .withTimestamp(one.appendedMillis()));
    }
  }

  // A mark has no value, which the types of Kafka do not tell.
  @SuppressWarnings("NullAway")
  private void mark(Record<byte[], SampleInput> record, Told one) {
    marks.merge(one.source(), one.millis(), Math::max);
    long least = marks.values().stream().mapToLong(Long::longValue).min().orElse(one.millis());
    Record<String, Sample> told = new Record<>("", null, record.timestamp());
    forward(told.withHeaders(Mark.headers(least, one.source())));
  }

  private void forward(Record<String, Sample> record) {
    Objects.requireNonNull(context).forward(record);
  }
}
