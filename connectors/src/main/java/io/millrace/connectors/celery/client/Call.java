package io.millrace.connectors.celery.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.model.Delivery;
import io.millrace.model.FailureCode;
import io.millrace.model.InferenceRequest;
import io.millrace.model.InferenceResult;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.model.RequestId;
import io.millrace.topology.serde.Json;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A call that was made for a request, as the journal keeps it until its result is on the log.
 *
 * @param id of the task
 * @param instance that made it and that is answered
 * @param outputs that are wanted; empty for all
 */
record Call(
    String id,
    String instance,
    RequestId request,
    ModelName model,
    ModelVersion version,
    List<String> outputs,
    Delivery delivery,
    Times times) {

  /**
   * When things were, and are to be.
   *
   * @param asked when the request was written, in milliseconds
   * @param made when the call was made, in milliseconds
   * @param deadline after which there is a failure
   */
  record Times(long asked, long made, Instant deadline) {}

  /**
   * The id of the task for a request: it is the same however often the request is read, and differs where two requests
   * have one id.
   */
  static String id(InferenceRequest request, int partition, long offset) {
    var place = "%d-%d/%s".formatted(partition, offset, request.id());
    return UUID.nameUUIDFromBytes(place.getBytes(UTF_8)).toString();
  }

  boolean isLate(Instant now) {
    return now.isAfter(times.deadline());
  }

  /** Whether the caller's own deadline is what ends it, and not the model's time limit. */
  boolean endsByItsCaller() {
    var expiry = delivery.expiry();
    return expiry != null && !expiry.isAfter(times.deadline());
  }

  InferenceResult.Failed failed(FailureCode code, String reason) {
    return new InferenceResult.Failed(
        request, model.value(), version.toString(), code, reason, delivery);
  }

  byte[] write() {
    return Json.MAPPER.writeValueAsBytes(this);
  }

  static Call read(byte[] json) {
    return Json.MAPPER.readValue(json, Call.class);
  }

  @Override
  public String toString() {
    return "%s for %s of %s".formatted(id, request, model);
  }
}
