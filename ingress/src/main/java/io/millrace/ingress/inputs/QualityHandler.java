package io.millrace.ingress.inputs;

import io.millrace.ingress.http.JsonResponse;
import io.millrace.ingress.http.Periods;
import io.millrace.ingress.http.RefusedException;
import io.millrace.ingress.infer.ModelIndex;
import io.millrace.model.FailureCode;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelInputs;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.model.qoa.InputQuality;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** {@code GET /qoa/models/{model}/quality?version=&last=}: how good the inputs of a model were. */
public final class QualityHandler {
  private final ModelIndex models;
  private final QualityHistory history;

  public QualityHandler(ModelIndex models, QualityHistory history) {
    this.models = models;
    this.history = history;
  }

  /** @param inputs null where the model declares none */
  private record Quality(String model, @Nullable ModelInputs inputs, List<InputQuality> windows) {}

  public Mono<ServerResponse> quality(ServerRequest request) {
    var model = new ModelName(request.pathVariable("model"));
    var version = request.queryParam("version").map(ModelVersion::of).orElse(null);
    var last = request.queryParam("last").map(Periods::parse).orElse(null);
    return Mono.fromSupplier(() -> {
          if (!history.catchUp()) {
            throw RefusedException.unavailable("the quality of inputs could not be read in time");
          }
          return quality(model, version, history.of(model, version, last));
        })
        .subscribeOn(Schedulers.boundedElastic())
        .map(JsonResponse::of);
  }

  private Quality quality(
      ModelName model, @Nullable ModelVersion version, List<InputQuality> found) {
    var known = models.find(model);
    if (known == null && found.isEmpty()) {
      throw new InvalidRequestException(
          FailureCode.UNKNOWN_MODEL, "unknown model \"%s\"".formatted(model));
    }
    if (known != null && version != null && known.version(version) == null && found.isEmpty()) {
      throw new InvalidRequestException(
          FailureCode.UNKNOWN_MODEL, "model \"%s\" has no version %s".formatted(model, version));
    }
    return new Quality(model.value(), known == null ? null : known.inputs(), found);
  }
}
