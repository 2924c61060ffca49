package io.millrace.topology.serde;

import io.millrace.model.Feedback;
import io.millrace.model.InvalidRequestException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** Feedback as JSON, in the form of {@link FeedbackReader}. Null passes through. */
public final class FeedbackSerde implements Serde<Feedback> {
  @Override
  public Serializer<Feedback> serializer() {
    return (topic, feedback) -> feedback == null ? null : bytes(feedback);
  }

  private static byte[] bytes(Feedback feedback) {
    var node = Json.MAPPER.createObjectNode();
    node.put("id", feedback.id().value());
    var rows = feedback.rows();
    if (rows.size() == 1) {
      node.put("label", rows.get(0));
    } else {
      rows.forEach(node.putArray("label")::add);
    }
    if (feedback.model() != null) {
      node.put("model", feedback.model().value());
    }
    if (feedback.version() != null) {
      node.put("version", feedback.version().number());
    }
    if (feedback.time() != null) {
      node.put("time", feedback.time().toString());
    }
    return Json.MAPPER.writeValueAsBytes(node);
  }

  @Override
  public Deserializer<Feedback> deserializer() {
    return (topic, bytes) -> bytes == null ? null : read(topic, bytes);
  }

  private static Feedback read(String topic, byte[] bytes) {
    try {
      return FeedbackReader.readOne(bytes, null);
    } catch (IllegalArgumentException | InvalidRequestException e) {
      throw new SerializationException(
          "topic %s: no feedback: %s".formatted(topic, e.getMessage()), e);
    }
  }
}
