package io.millrace.connectors.celery.worker;

import io.millrace.connectors.celery.mapping.ArgumentTensors;
import io.millrace.connectors.celery.result.Outcome;
import io.millrace.connectors.celery.result.Outcome.PythonException;
import io.millrace.connectors.celery.task.TaskFailure;
import io.millrace.connectors.celery.task.TaskFailure.PythonClass;
import io.millrace.model.FailureCode;
import io.millrace.model.InferenceResult;
import io.millrace.model.InferenceResult.Answered;
import io.millrace.model.InferenceResult.Failed;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** Turns what became of a request into what its client is told. */
final class Answering {
  private Answering() {}

  /** @param oneRow whether the client has sent a row rather than a list of rows */
  static Outcome of(InferenceResult result, boolean oneRow) {
    if (result instanceof Answered answered) {
      return Outcome.success(value(answered, oneRow));
    }
    var failed = (Failed) result;
    return failed.code() == FailureCode.EXPIRED
        ? Outcome.revoked("expired")
        : of(failure(failed.code(), failed.reason()));
  }

  /** A prediction as a value of Python: the model, its version and its outputs. */
  static Map<String, Object> value(Answered answered, boolean oneRow) {
    var value = new LinkedHashMap<String, Object>();
    value.put("model", answered.model().value());
    value.put("version", answered.version().number());
    value.put("outputs", ArgumentTensors.values(answered.outputs(), oneRow));
    return value;
  }

  static TaskFailure failure(FailureCode code, String reason) {
    return new TaskFailure(
        switch (code) {
          case MALFORMED, INVALID_INPUT -> PythonClass.builtin("ValueError");
          case EXPIRED -> PythonClass.builtin("TimeoutError");
          case UNSUPPORTED -> PythonClass.builtin("NotImplementedError");
          case UNKNOWN_MODEL -> new PythonClass("millrace", "ModelNotFound");
          case TOO_LARGE -> new PythonClass("millrace", "RequestTooLarge");
          case MODEL_ERROR -> PythonClass.builtin("RuntimeError");
          case UNAVAILABLE -> PythonClass.builtin("ConnectionError");
        },
        reason);
  }

  /** Any exception as a failure. */
  static Outcome of(Throwable thrown) {
    return Outcome.failure(exception(thrown), trace(thrown));
  }

  static PythonException exception(Throwable thrown) {
    var failure = TaskFailure.of(thrown);
    return new PythonException(failure.type().module(), failure.type().name(), failure.args());
  }

  static String trace(Throwable thrown) {
    var text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
