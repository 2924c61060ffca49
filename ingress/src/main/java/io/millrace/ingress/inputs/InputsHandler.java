package io.millrace.ingress.inputs;

import io.millrace.ingress.http.JsonContent;
import io.millrace.ingress.http.JsonResponse;
import io.millrace.ingress.http.RefusedException;
import io.millrace.ingress.http.RequestBytes;
import io.millrace.model.ModelInputs;
import io.millrace.model.ModelName;
import io.millrace.model.ModelRecord;
import io.millrace.model.ModelWishes;
import io.millrace.topology.registry.ModelCatalog;
import io.millrace.topology.serde.ModelInputsReader;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * {@code PUT|GET|DELETE /qoa/models/{model}/inputs}: what of a model's inputs is watched. A change is answered once the
 * registry has decided.
 */
public final class InputsHandler {
  private static final int MOST_BYTES = 256 << 10;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ModelCatalog catalog;
  private final Registry registry;

  /** Takes declarations, and decides. */
  @FunctionalInterface
  public interface Registry {
    /** @return the model's record once it is decided */
    CompletableFuture<ModelRecord> publish(
        ModelName model, ModelRecord.Version version, ModelWishes wishes, Duration timeout);
  }

  public InputsHandler(ModelCatalog catalog, Registry registry) {
    this.catalog = catalog;
    this.registry = registry;
  }

  /** @param inputs null where nothing is watched */
  private record Watched(String model, @Nullable ModelInputs inputs) {}

  public Mono<ServerResponse> show(ServerRequest request) {
    var model = new ModelName(request.pathVariable("model"));
    return newest(model).map(version -> response(model));
  }

  public Mono<ServerResponse> put(ServerRequest request) {
    JsonContent.require(request.exchange().getRequest().getHeaders());
    var model = new ModelName(request.pathVariable("model"));
    return RequestBytes.read(request, MOST_BYTES)
        .switchIfEmpty(Mono.fromSupplier(() -> new byte[0]))
        .flatMap(
            body -> declare(model, version -> ModelInputsReader.read(body, version.signature())));
  }

  public Mono<ServerResponse> delete(ServerRequest request) {
    var model = new ModelName(request.pathVariable("model"));
    return declare(model, version -> ModelInputs.OFF);
  }

  private Mono<ServerResponse> declare(
      ModelName model, Function<ModelRecord.Version, ModelInputs> inputs) {
    return newest(model).flatMap(version -> {
      var wishes = new ModelWishes(null, null, inputs.apply(version));
      return Mono.fromFuture(() -> registry.publish(model, version, wishes, PATIENCE))
          .onErrorMap(e -> RefusedException.unavailable(
              "the registry did not answer about model \"%s\": %s".formatted(model, e)))
          .map(record -> decided(model, record, wishes));
    });
  }

  private ServerResponse decided(ModelName model, ModelRecord record, ModelWishes wishes) {
    return wishes.areMetBy(record)
        ? response(model)
        : JsonResponse.error(
            HttpStatus.CONFLICT,
            "what is watched of model \"%s\" is as it was: %s"
                .formatted(model, record.lastCommand().rejection()));
  }

  private ServerResponse response(ModelName model) {
    return JsonResponse.of(new Watched(model.value(), catalog.inputs(model)));
  }

  /** The newest version, as the log has it. */
  private Mono<ModelRecord.Version> newest(ModelName model) {
    return Mono.fromSupplier(() -> {
          catalog.catchUp(PATIENCE);
          return catalog.require(model, null);
        })
        .subscribeOn(Schedulers.boundedElastic());
  }
}
