package io.millrace.ingress.admin;

import io.millrace.ingress.http.JsonResponse;
import io.millrace.ingress.infer.ModelIndex;
import io.millrace.ingress.infer.ModelLookup;
import io.millrace.model.ModelName;
import io.millrace.model.ModelRecord;
import io.millrace.model.ModelSignature.TensorSpec;
import io.millrace.model.ModelVersion;
import java.util.List;
import java.util.Map;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** What is known of the models. */
public final class ModelHandler {
  private static final String PLATFORM = "onnx_onnxv1";
  private static final String CELERY = "celery";

  private record Metadata(
      String name,
      List<String> versions,
      String platform,
      List<TensorMetadata> inputs,
      List<TensorMetadata> outputs) {}

  record TensorMetadata(String name, String datatype, long[] shape) {
    static List<TensorMetadata> of(List<TensorSpec> specs) {
      return specs.stream()
          .map(spec ->
              new TensorMetadata(spec.name(), spec.type().name(), spec.shape().dims()))
          .toList();
    }
  }

  private record IndexEntry(String name, String version, String state, String reason) {}

  private final ModelIndex catalog;
  private final ModelLookup lookup;

  public ModelHandler(ModelIndex catalog, ModelLookup lookup) {
    this.catalog = catalog;
    this.lookup = lookup;
  }

  public Mono<ServerResponse> list(ServerRequest request) {
    var names = catalog.all().stream().map(record -> record.name().value()).toList();
    return Mono.just(JsonResponse.of(Map.of("models", names)));
  }

  public Mono<ServerResponse> metadata(ServerRequest request) {
    var model = model(request);
    return version(request).map(version -> JsonResponse.of(metadata(model, version)));
  }

  public Mono<ServerResponse> ready(ServerRequest request) {
    var model = model(request);
    return version(request).map(version -> JsonResponse.of(new Ready(model.value(), true)));
  }

  private record Ready(String name, boolean ready) {}

  /** Every registered version; each can be asked, so a wish for the ready ones only changes nothing. */
  public Mono<ServerResponse> index(ServerRequest request) {
    var entries = catalog.all().stream()
        .flatMap(record -> record.versions().stream()
            .map(version ->
                new IndexEntry(record.name().value(), version.number().toString(), "READY", "")))
        .toList();
    return Mono.just(JsonResponse.of(entries));
  }

  private static ModelName model(ServerRequest request) {
    return new ModelName(request.pathVariable("model"));
  }

  private Mono<ModelRecord.Version> version(ServerRequest request) {
    var text = request.pathVariables().get("version");
    return lookup.find(model(request), text == null ? null : ModelVersion.of(text));
  }

  private Metadata metadata(ModelName model, ModelRecord.Version version) {
    var record = catalog.find(model);
    var versions = record == null ? List.of(version) : record.versions();
    return new Metadata(
        model.value(),
        versions.stream().map(one -> one.number().toString()).toList(),
        version.backend() == null ? PLATFORM : CELERY,
        TensorMetadata.of(version.signature().inputs()),
        TensorMetadata.of(version.signature().outputs()));
  }
}
