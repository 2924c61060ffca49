package io.millrace.metrics.predictions;

import io.millrace.metrics.accuracy.ModelAccuracy;
import io.millrace.metrics.accuracy.join.JoinEntryBytes;
import io.millrace.metrics.inputs.InputSummary;
import io.millrace.metrics.state.StateBytes;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** Messages as a letter for their kind, then their fields. Null passes through. */
final class MessageSerde implements Serde<Message> {
  private static final int VERSION = 2;

  @Override
  public Serializer<Message> serializer() {
    return (topic, message) ->
        message == null ? null : StateBytes.write(VERSION, out -> write(message, out));
  }

  @Override
  public Deserializer<Message> deserializer() {
    return (topic, bytes) ->
        bytes == null ? null : StateBytes.read("message", bytes, VERSION, MessageSerde::read);
  }

  private static void write(Message message, DataOutput out) throws IOException {
    if (message instanceof Message.Slim slim) {
      out.writeByte('p');
      JoinEntryBytes.write(slim.prediction(), out);
    } else if (message instanceof Message.Truth truth) {
      out.writeByte('t');
      JoinEntryBytes.write(truth.truth(), out);
    } else if (message instanceof Message.Reached reached) {
      out.writeByte('r');
      out.writeByte(reached.origin().code());
      out.writeInt(reached.partition());
      out.writeLong(reached.time());
      out.writeLong(reached.latest());
    } else if (message instanceof Message.ResultPart part) {
      out.writeByte('s');
      part.window().write(out);
      part.summary().write(out);
    } else if (message instanceof Message.InputPart part) {
      out.writeByte('i');
      part.window().write(out);
      StateBytes.writeBytes(out, part.summary().toBytes());
    } else if (message instanceof Message.AccuracyPart part) {
      out.writeByte('a');
      write(part, out);
    } else {
      throw new IllegalArgumentException(
          "%s goes to no topic of the stage's own".formatted(message));
    }
  }

  static void write(Message.AccuracyPart part, DataOutput out) throws IOException {
    part.window().write(out);
    out.writeInt(part.partition());
    out.writeLong(part.until());
    StateBytes.writeBytes(out, part.accuracy().toBytes());
  }

  private static Message read(DataInput in) throws IOException {
    byte kind = in.readByte();
    return switch (kind) {
      case 'p' -> new Message.Slim(JoinEntryBytes.readPredicted(in));
      case 't' -> new Message.Truth(JoinEntryBytes.readTruth(in));
      case 'r' ->
        new Message.Reached(Origin.of(in.readByte()), in.readInt(), in.readLong(), in.readLong());
      case 's' -> new Message.ResultPart(ModelWindow.read(in), ResultSummary.read(in));
      case 'i' ->
        new Message.InputPart(
            ModelWindow.read(in), InputSummary.fromBytes(StateBytes.readBytes(in)));
      case 'a' -> readPart(in);
      default -> throw new IllegalArgumentException("message: kind %d".formatted(kind));
    };
  }

  static Message.AccuracyPart readPart(DataInput in) throws IOException {
    return new Message.AccuracyPart(
        AnswerWindow.read(in),
        in.readInt(),
        in.readLong(),
        ModelAccuracy.fromBytes(StateBytes.readBytes(in)));
  }
}
