package io.millrace.inference;

import io.millrace.model.Delivery;
import io.millrace.model.FailureCode;
import io.millrace.model.InferenceRequest;
import io.millrace.model.InferenceResult;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelVersion;
import io.millrace.model.Tensor;
import io.millrace.model.Timings;
import io.millrace.model.inputs.InputLook;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One request on its way through a batch. */
final class Job {
  private final InferenceRequest request;
  private final List<Tensor> inputs;
  private final @Nullable InputLook look;
  private final long recordMillis;
  private final long seenMillis;
  private final long seenNanos;
  private @Nullable InferenceResult result;
  private boolean told;

  /**
   * @param inputs in the order of the model's signature
   * @param look at the inputs, where they are watched; null where not
   * @param recordMillis the record's timestamp; negative: it has none
   * @param seen when the stage saw the request
   */
  Job(
      InferenceRequest request,
      List<Tensor> inputs,
      @Nullable InputLook look,
      long recordMillis,
      Moment seen) {
    this.request = request;
    this.inputs = inputs;
    this.look = look;
    this.recordMillis = recordMillis;
    this.seenMillis = seen.millis();
    this.seenNanos = seen.nanos();
  }

  /** One moment on both clocks: the wall's and the one for durations. */
  record Moment(long millis, long nanos) {}

  List<Tensor> inputs() {
    return inputs;
  }

  long rows() {
    return inputs.get(0).shape().rows();
  }

  long bytes() {
    long bytes = 0;
    for (var input : inputs) {
      bytes += input.data().remaining();
    }
    return bytes;
  }

  /** Of its answer; 0 where it has none. */
  long outputBytes() {
    long bytes = 0;
    if (result instanceof InferenceResult.Answered answer) {
      for (var output : answer.outputs()) {
        bytes += output.data().remaining();
      }
    }
    return bytes;
  }

  InferenceResult result() {
    return Objects.requireNonNull(result, "the chunk of this job has not run");
  }

  /** Tells its caller of the result, if that can be done before its record is written. */
  void tell(Early early) {
    told = early.tell(result());
  }

  /** Whether its caller has been told of the result. */
  boolean isTold() {
    return told;
  }

  /** What is to be told of the inputs, where they were answered to and are watched. */
  byte @Nullable [] inputSample() {
    return look != null && result instanceof InferenceResult.Answered ? look.look(inputs) : null;
  }

  /** Ends the job if its deadline has passed. */
  boolean expire(java.time.Instant now) {
    if (!request.delivery().expiredAt(now)) {
      return false;
    }
    fail(new InvalidRequestException(
        FailureCode.EXPIRED,
        "the deadline %s has passed; the model was not run"
            .formatted(request.delivery().expiry())));
    return true;
  }

  void answer(ModelVersion version, List<Tensor> outputs, Run run) {
    long queued = recordMillis < 0 ? 0 : Math.max(0, seenMillis - recordMillis) * 1000;
    long batched = Math.max(0, run.startNanos() - seenNanos) / 1000;
    var timings = new Timings(queued, batched, run.nanos() / 1000, run.rows());
    result = new InferenceResult.Answered(
        request.id(), request.model(), version, wanted(outputs), timings, delivery());
  }

  /** A batch's run: when it started, how long it took, and how many rows it had. */
  record Run(long startNanos, long nanos, int rows) {}

  void fail(InvalidRequestException reason) {
    result = failure(request, reason);
  }

  static InferenceResult.Failed failure(InferenceRequest request, InvalidRequestException reason) {
    return new InferenceResult.Failed(
        request.id(),
        request.model().value(),
        request.version() == null ? null : request.version().toString(),
        reason.code(),
        reason.reason(),
        request.delivery());
  }

  private Delivery delivery() {
    return request.delivery();
  }

  private List<Tensor> wanted(List<Tensor> outputs) {
    if (request.outputs().isEmpty()) {
      return outputs;
    }
    var wanted = new ArrayList<Tensor>();
    for (var name : request.outputs()) {
      outputs.stream().filter(o -> o.name().equals(name)).findFirst().ifPresent(wanted::add);
    }
    return wanted;
  }
}
