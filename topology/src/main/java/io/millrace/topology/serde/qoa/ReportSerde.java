package io.millrace.topology.serde.qoa;

import io.millrace.model.qoa.InvalidReportException;
import io.millrace.model.qoa.Report;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reports as JSON in the one form that they have on the log; those in the forms of probes it does not read: see
 * {@link ReportReader}. Null is a tombstone and passes through.
 */
public final class ReportSerde implements Serde<Report> {

  @Override
  public Serializer<Report> serializer() {
    return (topic, report) -> report == null ? null : ReportWriter.write(report);
  }

  @Override
  public Deserializer<Report> deserializer() {
    return (topic, bytes) -> bytes == null ? null : read(topic, bytes);
  }

  private static @Nullable Report read(String topic, byte[] bytes) {
    try {
      var tree = JsonTrees.MAPPER.readTree(bytes);
      if (tree instanceof ObjectNode object && ReportJson.isReport(tree)) {
        return ReportJson.read(object);
      }
      throw new InvalidReportException(
          "it has no field \"%s\" of \"%s\"".formatted(ReportJson.SCHEMA, ReportJson.SCHEMA_V1));
    } catch (JacksonException e) {
      throw new SerializationException(
          "topic %s: no report: %s".formatted(topic, e.getOriginalMessage()), e);
    } catch (InvalidReportException | IllegalArgumentException e) {
      throw new SerializationException(
          "topic %s: no report: %s".formatted(topic, e.getMessage()), e);
    }
  }
}
