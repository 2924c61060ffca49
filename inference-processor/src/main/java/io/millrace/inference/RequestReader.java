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
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a record of the requests topic and finds the model it asks for. */
final class RequestReader {
  private static final Logger LOG = LoggerFactory.getLogger(RequestReader.class);
  private static final Duration CATCH_UP = Duration.ofSeconds(10);
  /**
   * How long the first requests of a version that is not loaded may hold up the others of their thread. Half of a
   * transaction's time: one that waits longer would be undone and done again, for ever.
   */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ModelCatalog catalog;
  private final Sessions sessions;
  private final Duration patience;
  private volatile long caughtUpNanos = Long.MIN_VALUE;

  /** @param patience with a version that is not loaded, from when it was first asked for */
  RequestReader(ModelCatalog catalog, Sessions sessions, Duration patience) {
    this.catalog = catalog;
    this.sessions = sessions;
    this.patience = patience;
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

  /** A request for a version that is not loaded; loading it has begun. */
  record Waiting(InferenceRequest request, Sessions.Loading version) implements Read {}

  /**
   * What a record is as far as can be told at once.
   *
   * @param targets of those that are looked at together
   */
  Read read(ConsumerRecord<byte[], byte[]> record, Job.Moment seen, Targets targets) {
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
    return read(request, record.timestamp(), seen, targets);
  }

  /**
   * As the other, of what a record holds.
   *
   * @param recordMillis when it was made
   */
  Read read(InferenceRequest request, long recordMillis, Job.Moment seen, Targets targets) {
    try {
      var target = targets.of(request);
      if (target != null) {
        return ready(request, recordMillis, seen, target);
      }
      var version = catalog.require(request.model(), request.version());
      if (version.backend() != null) {
        return elsewhere(request, version, seen);
      }
      var session = sessions.find(request.model(), version.number());
      if (session == null) {
        return new Waiting(request, sessions.load(request.model(), version.number()));
      }
      var look = session.look(catalog.inputs(request.model()));
      return ready(request, recordMillis, seen, targets.found(request, session, look));
    } catch (InvalidRequestException e) {
      return e.code() == FailureCode.UNKNOWN_MODEL
          ? new Unknown(Job.failure(request, e))
          : new Refused(Job.failure(request, e), null);
    }
  }

  private static Ready ready(
      InferenceRequest request, long recordMillis, Job.Moment seen, Targets.Target target) {
    var signature = target.session().signature();
    var inputs = signature.arrange(request.inputs());
    signature.checkOutputs(request.outputs());
    var job = new Job(request, inputs, target.look(), recordMillis, seen);
    return new Ready(target.session(), job);
  }

  private static Read elsewhere(
      InferenceRequest request, ModelRecord.Version version, Job.Moment seen) {
    if (request.delivery().expiredAt(Instant.ofEpochMilli(seen.millis()))) {
      return expired(request, "no task was called");
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
   * What a record is once all is known that it needs: asks the log for an unknown model, and waits for a version that is
   * being loaded, but neither beyond the request's deadline nor, for all requests of that version together, longer than
   * the patience.
   *
   * @param polled when the record came
   * @return neither {@link Waiting} nor an {@link Unknown} that may become known
   * @throws IllegalStateException if the registry cannot be read now; the record must be tried again
   */
  Read settled(ConsumerRecord<byte[], byte[]> record, Job.Moment seen, Job.Moment polled) {
    // Nothing is looked at together with it, and what is found at first may not be there the next
    // time.
    var read = read(record, seen, new Targets());
    if (read instanceof Unknown) {
      // Nobody is told "unknown model" before all that was registered until the record came has
      // been read; one look serves all records of a poll.
      catchUp(polled);
      read = read(record, seen, new Targets());
    }
    // Again where it was unloaded in between.
    while (read instanceof Waiting waiting && await(waiting, seen)) {
      read = read(waiting.request(), record.timestamp(), seen, new Targets());
    }
    return read instanceof Waiting waiting ? late(waiting.request(), seen) : read;
  }

  /** False if the version is still being loaded. */
  private boolean await(Waiting waiting, Job.Moment seen) {
    long left = waiting.version().sinceNanos() + patience.toNanos() - System.nanoTime();
    var expiry = waiting.request().delivery().expiry();
    if (expiry != null) {
      long untilExpiry = expiry.toEpochMilli() - seen.millis();
      left = Math.min(left, TimeUnit.MILLISECONDS.toNanos(untilExpiry + 1));
    }
    try {
      waiting.version().session().get(Math.max(0, left), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException | CancellationException e) {
      // Why is told by who asks once more.
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a model is being loaded", e);
    }
  }

  private static Refused late(InferenceRequest request, Job.Moment seen) {
    long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - seen.nanos());
    if (request.delivery().expiredAt(Instant.ofEpochMilli(seen.millis() + waited))) {
      return expired(request, "the model was being loaded");
    }
    var version = request.version() == null ? "" : " version " + request.version();
    return refused(
        request,
        FailureCode.UNAVAILABLE,
        "model \"%s\"%s is being loaded, and requests cannot wait that long. Maybe ask again in a while"
            .formatted(request.model(), version));
  }

  private static Refused expired(InferenceRequest request, String what) {
    return refused(
        request,
        FailureCode.EXPIRED,
        "the deadline %s has passed; %s".formatted(request.delivery().expiry(), what));
  }

  private static Refused refused(InferenceRequest request, FailureCode code, String reason) {
    return new Refused(Job.failure(request, new InvalidRequestException(code, reason)), null);
  }

  /**
   * Makes sure that every model registered before {@code seen} is known.
   *
   * @throws IllegalStateException if the registry cannot be read now; the record must be tried again
   */
  private void catchUp(Job.Moment seen) {
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
