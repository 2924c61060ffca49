package io.millrace.metrics;

import io.millrace.metrics.window.Sample;
import java.util.List;
import org.apache.kafka.streams.processor.api.Record;

/** Reads the samples of one record of the stage's input. */
@FunctionalInterface
public interface SampleReader {
  /**
   * The samples of a record, in an order that depends on the record alone.
   *
   * @throws RuntimeException if the record cannot be read; its message goes with the record to the dead letters
   */
  List<Sample> read(Record<byte[], byte[]> record);

  /** Reads records that are one sample each, in the form of {@link SampleSerde}. */
  static SampleReader ofSamples() {
    var deserializer = new SampleSerde().deserializer();
    return record -> {
      var sample = deserializer.deserialize("", record.value());
      if (sample == null) {
        throw new IllegalArgumentException("a record without a value is no sample");
      }
      return List.of(sample);
    };
  }
}
