package io.millrace.ingress.predictions;

import io.millrace.ingress.http.JsonResponse;
import io.millrace.ingress.http.Periods;
import io.millrace.ingress.http.RefusedException;
import io.millrace.ingress.infer.ModelIndex;
import io.millrace.model.FailureCode;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelDrift;
import io.millrace.model.ModelInputs;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.model.qoa.DriftReport;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** {@code GET /qoa/models/{model}/drift?version=&last=}: whether a model's inputs and predictions drift. */
public final class DriftHandler {
  private final ModelIndex models;
  private final DriftHistory history;

  public DriftHandler(ModelIndex models, DriftHistory history) {
    this.models = models;
    this.history = history;
  }

  /**
   * @param drift null where the model declares none of its predictions
   * @param inputs null where the model declares none of its inputs
   */
  private record Drift(
      String model,
      @Nullable ModelDrift drift,
      @Nullable ModelInputs inputs,
      List<DriftReport> reports) {}

  public Mono<ServerResponse> drift(ServerRequest request) {
    var model = new ModelName(request.pathVariable("model"));
    var version = request.queryParam("version").map(ModelVersion::of).orElse(null);
    var last = request.queryParam("last").map(Periods::parse).orElse(null);
    return Mono.fromSupplier(() -> {
          if (!history.catchUp()) {
            throw RefusedException.unavailable("the reports of drift could not be read in time");
          }
          return drift(model, history.of(model, version, last));
        })
        .subscribeOn(Schedulers.boundedElastic())
        .map(JsonResponse::of);
  }

  private Drift drift(ModelName model, List<DriftReport> found) {
    var known = models.find(model);
    if (known == null && found.isEmpty()) {
      throw new InvalidRequestException(
          FailureCode.UNKNOWN_MODEL, "unknown model \"%s\"".formatted(model));
    }
    return known == null
        ? new Drift(model.value(), null, null, found)
        : new Drift(model.value(), known.drift(), known.inputs(), found);
  }
}
