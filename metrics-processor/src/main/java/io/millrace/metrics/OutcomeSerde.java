package io.millrace.metrics;

import io.millrace.metrics.window.ClosedWindow;
import io.millrace.metrics.window.SeriesWindow;
import io.millrace.model.qoa.BinaryReader;
import io.millrace.model.qoa.BinaryWriter;
import io.millrace.model.qoa.Summary;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** Outcomes in a compact binary form, on their way to the roll-ups. */
final class OutcomeSerde implements Serde<Outcome> {
  private static final int CLOSED = 1;
  private static final int PASSED = 2;
  private static final int MOST_PARTITIONS = 1 << 20;

  @Override
  public Serializer<Outcome> serializer() {
    return (topic, outcome) -> outcome == null ? null : bytes(outcome);
  }

  private static byte[] bytes(Outcome outcome) {
    var out = new BinaryWriter(256);
    out.writeByte(outcome instanceof Outcome.Closed ? CLOSED : PASSED)
        .writeUnsigned(outcome.from())
        .writeUnsigned(outcome.to());
    if (outcome instanceof Outcome.Closed closed) {
      closed.key().write(out);
      var window = closed.window();
      out.writeSigned(window.start())
          .writeSigned(window.end())
          .writeUnsigned(window.late())
          .writeUnsigned(window.missing());
      window.values().write(out);
    } else if (outcome instanceof Outcome.Passed passed) {
      var application = passed.application();
      out.writeSigned(passed.millis()).writeText(application == null ? "" : application);
    }
    return out.toBytes();
  }

  @Override
  public Deserializer<Outcome> deserializer() {
    return (topic, bytes) -> bytes == null ? null : read(topic, bytes);
  }

  private static Outcome read(String topic, byte[] bytes) {
    try {
      var in = new BinaryReader(bytes);
      int kind = in.readByte();
      int from = in.readCount("partition", MOST_PARTITIONS);
      int to = in.readCount("partition", MOST_PARTITIONS);
      var outcome = kind == CLOSED
          ? new Outcome.Closed(from, to, SeriesWindow.read(in), window(in))
          : passed(from, to, in);
      in.expectEnd();
      return outcome;
    } catch (IllegalArgumentException e) {
      throw new SerializationException("topic %s: %s".formatted(topic, e.getMessage()), e);
    }
  }

  private static Outcome passed(int from, int to, BinaryReader in) {
    long millis = in.readSigned();
    var application = in.readText();
    return new Outcome.Passed(from, to, millis, application.isEmpty() ? null : application);
  }

  private static ClosedWindow window(BinaryReader in) {
    long start = in.readSigned();
    long end = in.readSigned();
    long late = in.readUnsigned();
    long missing = in.readUnsigned();
    return new ClosedWindow(start, end, Summary.read(in), late, missing);
  }
}
