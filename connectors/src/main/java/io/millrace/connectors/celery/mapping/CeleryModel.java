package io.millrace.connectors.celery.mapping;

import io.millrace.model.ModelName;
import io.millrace.model.ModelRecord;
import io.millrace.model.ModelSignature;
import io.millrace.model.ModelVersion;
import io.millrace.model.TaskBackend;
import io.millrace.topology.serde.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/** A model that is a Celery task, as its users declare it. */
public record CeleryModel(
    ModelName name, ModelVersion version, ModelSignature signature, TaskBackend backend) {

  /** What the registry has to know of it: in place of a file's bytes stands what was declared. */
  public ModelRecord.Version described(Instant now) {
    var declared = Json.MAPPER.writeValueAsBytes(List.of(signature, backend));
    return new ModelRecord.Version(
        version, sha256(declared), declared.length, now, signature, backend);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return "%s version %s: task %s of queue %s"
        .formatted(name, version, backend.task(), backend.queue());
  }
}
