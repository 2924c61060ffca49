package io.millrace.connectors.celery.client;

import io.millrace.connectors.celery.mapping.ArgumentTensors;
import io.millrace.connectors.celery.message.PythonRepr;
import io.millrace.connectors.celery.message.ResultMessage;
import io.millrace.connectors.celery.task.TaskFailure;
import io.millrace.model.FailureCode;
import io.millrace.model.InferenceResult;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelRecord;
import io.millrace.model.ModelSignature;
import io.millrace.model.Tensor;
import io.millrace.model.Timings;
import io.millrace.topology.registry.ModelCatalog;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a worker's word on a task means for the request. */
final class Answers {
  private static final String OUTPUTS = "outputs";
  // Not the task's fault: another worker, or the same a little later, may do it.
  private static final Set<String> NO_WORKER = Set.of("WorkerLostError", "NotRegistered", "Reject");

  private final ModelCatalog catalog;
  private final InstantSource clock;

  Answers(ModelCatalog catalog, InstantSource clock) {
    this.catalog = catalog;
    this.clock = clock;
  }

  /** The result; null while the task goes on. */
  @Nullable
  InferenceResult of(Call call, ResultMessage said) {
    return switch (said.status()) {
      case "SUCCESS" -> answered(call, said.result());
      case "FAILURE" -> failed(call, said.result());
      case "REJECTED" -> call.failed(FailureCode.UNAVAILABLE, "the worker rejected the task");
      case "REVOKED" -> revoked(call, said.result());
      default -> null;
    };
  }

  /** What is said once the call's deadline has passed. */
  static InferenceResult late(Call call) {
    return call.endsByItsCaller()
        ? call.failed(
            FailureCode.EXPIRED,
            "the deadline %s passed before a Celery worker answered"
                .formatted(call.delivery().expiry()))
        : call.failed(
            FailureCode.UNAVAILABLE,
            "no Celery worker answered within the model's time limit; the call was made at %s"
                .formatted(Instant.ofEpochMilli(call.times().made())));
  }

  private InferenceResult answered(Call call, @Nullable Object value) {
    try {
      var version = catalog.require(call.model(), call.version());
      var outputs = ArgumentTensors.of(
              new ModelSignature(version.signature().outputs(), List.of(), false),
              "result",
              named(version, value))
          .tensors();
      return new InferenceResult.Answered(
          call.request(),
          call.model(),
          call.version(),
          wanted(call, outputs),
          timings(call, outputs),
          call.delivery());
    } catch (TaskFailure | InvalidRequestException e) {
      return call.failed(
          FailureCode.MODEL_ERROR,
          "what the task returned is no answer of the model: %s".formatted(e.getMessage()));
    }
  }

  /** The value by the outputs' names; one output needs none, and several may stand in their order. */
  private static @Nullable Object named(ModelRecord.Version version, @Nullable Object value) {
    var specs = version.signature().outputs();
    if (value instanceof Map<?, ?> map) {
      boolean wrapped = map.get(OUTPUTS) != null
          && specs.stream().noneMatch(spec -> spec.name().equals(OUTPUTS));
      return wrapped ? map.get(OUTPUTS) : map;
    }
    if (specs.size() > 1 && value instanceof List<?> list && list.size() == specs.size()) {
      var byName = new LinkedHashMap<String, @Nullable Object>();
      for (int i = 0; i < specs.size(); i++) {
        byName.put(specs.get(i).name(), list.get(i));
      }
      return byName;
    }
    return value instanceof String text ? List.of(text) : value;
  }

  private static List<Tensor> wanted(Call call, List<Tensor> outputs) {
    return call.outputs().isEmpty()
        ? outputs
        : outputs.stream()
            .filter(output -> call.outputs().contains(output.name()))
            .toList();
  }

  private Timings timings(Call call, List<Tensor> outputs) {
    var times = call.times();
    long queued = times.asked() < 0 ? 0 : Math.max(0, times.made() - times.asked()) * 1000;
    long took = Math.max(0, clock.millis() - times.made()) * 1000;
    long rows = outputs.isEmpty() ? 1 : outputs.get(0).shape().rows();
    return new Timings(queued, 0, took, (int) rows);
  }

  private static InferenceResult failed(Call call, @Nullable Object exception) {
    var fields = exception instanceof Map<?, ?> map ? map : Map.of();
    var type = String.valueOf(fields.get("exc_type"));
    var code = NO_WORKER.contains(type) ? FailureCode.UNAVAILABLE : FailureCode.MODEL_ERROR;
    return call.failed(code, "the task failed: %s".formatted(text(exception, type, fields)));
  }

  private static String text(@Nullable Object exception, String type, Map<?, ?> fields) {
    if (fields.isEmpty()) {
      return String.valueOf(exception);
    }
    var message = fields.get("exc_message");
    var text = message instanceof List<?> parts
        ? parts.stream()
            .map(part -> part instanceof String one ? one : PythonRepr.of(part))
            .collect(Collectors.joining(", "))
        : String.valueOf(message);
    return text.isEmpty() || message == null ? type : "%s: %s".formatted(type, text);
  }

  private static InferenceResult revoked(Call call, @Nullable Object exception) {
    var text = exception instanceof Map<?, ?> map ? String.valueOf(map.get("exc_message")) : "";
    return text.contains("expired")
        ? late(call)
        : call.failed(FailureCode.UNAVAILABLE, "the task was revoked: %s".formatted(text));
  }
}
