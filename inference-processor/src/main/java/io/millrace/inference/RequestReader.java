package io.millrace.inference;

import io.millrace.model.FailureCode;
import io.millrace.model.InferenceRequest;
import io.millrace.model.InferenceResult;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelRecord;
import io.millrace.topology.registry.ModelCatalog;
import io.millrace.topology.serde.RequestDecoder;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a record of the requests topic and finds the model it asks for. */
final class RequestReader {
  private static final Logger LOG = LoggerFactory.getLogger(RequestReader.class);
  private static final Duration CATCH_UP = Duration.ofSeconds(10);

  private final ModelCatalog catalog;
  private final Sessions sessions;
  private volatile long caughtUpNanos = Long.MIN_VALUE;

  RequestReader(ModelCatalog catalog, Sessions sessions) {
    this.catalog = catalog;
    this.sessions = sessions;
  }

  /** What a record turned out to be. */
  sealed interface Read {}

  /** A request that fits its model. */
  record Ready(Session session, Job job) implements Read {}

  /**
   * A request that will not be run.
   *
   * @param deadLetter why the record itself is a dead letter; null where it could be read
   */
  record Refused(InferenceResult.Failed failure, @Nullable String deadLetter) implements Read {}

  /**
   * A request that fits its model, which others answer.
   *
   * @param call the request with its version and its inputs in their order
   */
  record Elsewhere(InferenceRequest call) implements Read {}

  /** A request for a model that is not known here, or not yet. */
  record Unknown(InferenceResult.Failed failure) implements Read {}

  Read read(ConsumerRecord<byte[], byte[]> record, Job.Moment seen) {
    InferenceRequest request;
    try {
      request = decode(record);
    } catch (InvalidRequestException e) {
      return refused(e, record);
    } catch (RuntimeException e) {
      // A fault of ours, but the next record is another: this one must not stop the stage for ever.
      LOG.error("{}-{}@{} cannot be read", record.topic(), record.partition(), record.offset(), e);
      return refused(new InvalidRequestException(FailureCode.MALFORMED, e.toString()), record);
    }
    return resolve(request, record.timestamp(), seen);
  }

  /** As {@link #read}, of a request that is not on the log yet; null where its model would have to be loaded first. */
  @Nullable
  Read readAhead(InferenceRequest request, long nowMillis, Job.Moment seen) {
    return request.version() != null && sessions.isLoaded(request.model(), request.version())
        ? resolve(request, nowMillis, seen)
        : null;
  }

  private Read resolve(InferenceRequest request, long recordMillis, Job.Moment seen) {
    try {
      var version = catalog.require(request.model(), request.version());
      if (version.backend() != null) {
        return elsewhere(request, version, seen);
      }
      var session = sessions.of(request.model(), version.number());
      var inputs = session.signature().arrange(request.inputs());
      session.signature().checkOutputs(request.outputs());
      var look = session.look(catalog.inputs(request.model()));
      return new Ready(session, new Job(request, inputs, look, recordMillis, seen));
    } catch (InvalidRequestException e) {
      return e.code() == FailureCode.UNKNOWN_MODEL
          ? new Unknown(Job.failure(request, e))
          : new Refused(Job.failure(request, e), null);
    }
  }

  private static Read elsewhere(
      InferenceRequest request, ModelRecord.Version version, Job.Moment seen) {
    if (request.delivery().expiredAt(Instant.ofEpochMilli(seen.millis()))) {
      return new Refused(
          Job.failure(
              request,
              new InvalidRequestException(
                  FailureCode.EXPIRED,
                  "the deadline %s has passed; no task was called"
                      .formatted(request.delivery().expiry()))),
          null);
    }
    var inputs = version.signature().arrange(request.inputs());
    version.signature().checkOutputs(request.outputs());
    return new Elsewhere(new InferenceRequest(
        request.id(),
        request.model(),
        version.number(),
        inputs,
        request.outputs(),
        request.parameters(),
        request.delivery()));
  }

  private static InferenceRequest decode(ConsumerRecord<byte[], byte[]> r) {
    return RequestDecoder.decode(
        r.headers(), r.key(), r.value(), r.topic(), r.partition(), r.offset(), r.timestamp());
  }

  private static Refused refused(InvalidRequestException e, ConsumerRecord<byte[], byte[]> r) {
    var failure =
        RequestDecoder.failure(e, r.headers(), r.key(), r.topic(), r.partition(), r.offset());
    // Only what cannot be read is a dead letter; a readable request with wrong contents has its
    // failure.
    boolean unreadable = e.code() == FailureCode.MALFORMED || e.code() == FailureCode.UNSUPPORTED;
    return new Refused(failure, unreadable ? e.reason() : null);
  }

  /**
   * Makes sure that every model registered before {@code seen} is known.
   *
   * @throws IllegalStateException if the registry cannot be read now; the record must be tried again
   */
  void catchUp(Job.Moment seen) {
    if (caughtUpNanos != Long.MIN_VALUE && caughtUpNanos - seen.nanos() >= 0) {
      return;
    }
    long start = System.nanoTime();
    if (!catalog.catchUp(CATCH_UP)) {
      throw new IllegalStateException(
          "the models topic could not be read within %d s".formatted(CATCH_UP.toSeconds()));
    }
    caughtUpNanos = start;
  }
}
