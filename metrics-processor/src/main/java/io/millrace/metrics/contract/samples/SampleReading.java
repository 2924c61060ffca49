package io.millrace.metrics.contract.samples;

import io.millrace.metrics.contract.samples.SampleInput.Sampled;
import io.millrace.metrics.contract.samples.SampleInput.Told;
import io.millrace.metrics.contract.samples.SampleInput.Unreadable;
import io.millrace.topology.Mark;
import io.millrace.topology.serde.MessageHeaders;
import io.millrace.topology.serde.qoa.SampleRecords;
import java.util.Objects;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Reads the records of the samples topic, once for all that look at them. */
public final class SampleReading implements Processor<byte[], byte[], byte[], SampleInput> {
  private final SampleRecords records = new SampleRecords();
  private final String topic;
  private @Nullable ProcessorContext<byte[], SampleInput> context;

  private SampleReading(String topic) {
    this.topic = topic;
  }

  /**
   * Adds the reading to a stage.
   *
   * @param samples of the topic, as bytes
   * @param topic for messages
   */
  public static KStream<byte[], SampleInput> of(KStream<byte[], byte[]> samples, String topic) {
    return samples.process(() -> new SampleReading(topic), Named.as("read-each-sample"));
  }

  @Override
  public void init(ProcessorContext<byte[], SampleInput> context) {
    this.context = context;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Objects.requireNonNull(context).forward(record.withValue(read(record)));
  }

  private SampleInput read(Record<byte[], byte[]> record) {
    try {
      var mark = Mark.time(record.headers());
      if (mark != null) {
        return new Told(Mark.source(record.headers()), mark, Mark.application(record.headers()));
      }
      return record.value() == null
          ? new Unreadable("a record without a value is no sample", null)
          : new Sampled(
              records.read(topic, record.value(), record.timestamp()),
              MessageHeaders.text(record.headers(), MessageHeaders.OWN_TIME) != null);
    } catch (RuntimeException e) {
      // Whatever is wrong with this record, the next one is another: the stage must not stop for
      // it.
      var reason = e.getMessage() == null ? e.toString() : e.getMessage();
      return new Unreadable(reason, record.value());
    }
  }
}
