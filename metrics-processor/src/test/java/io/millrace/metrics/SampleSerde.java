package io.millrace.metrics;

import io.millrace.metrics.window.Sample;
import io.millrace.model.qoa.BinaryReader;
import io.millrace.model.qoa.BinaryWriter;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** Samples in a compact binary form that takes every double. Null passes through. */
public final class SampleSerde implements Serde<Sample> {
  private static final int VERSION = 1;

  @Override
  public Serializer<Sample> serializer() {
    return (topic, sample) -> sample == null ? null : bytes(sample);
  }

  private static byte[] bytes(Sample sample) {
    return new BinaryWriter()
        .writeByte(VERSION)
        .writeText(sample.application())
        .writeText(sample.stage())
        .writeText(sample.instance())
        .writeText(sample.metric())
        .writeDouble(sample.value())
        .writeUnsigned(sample.eventTimeMillis())
        .toBytes();
  }

  @Override
  public Deserializer<Sample> deserializer() {
    return (topic, bytes) -> bytes == null ? null : sample(bytes);
  }

  private static Sample sample(byte[] bytes) {
    try {
      var in = new BinaryReader(bytes);
      int version = in.readByte();
      if (version != VERSION) {
        throw new IllegalArgumentException(
            "version %d; this one reads %d".formatted(version, VERSION));
      }
      var sample = new Sample(
          in.readText(),
          in.readText(),
          in.readText(),
          in.readText(),
          in.readDouble(),
          in.readUnsigned());
      in.expectEnd();
      return sample;
    } catch (IllegalArgumentException e) {
      throw new SerializationException("no sample: " + e.getMessage(), e);
    }
  }
}
