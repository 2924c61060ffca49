package io.millrace.ingress.admin;

import io.millrace.ingress.admin.ModelHandler.TensorMetadata;
import io.millrace.ingress.http.JsonResponse;
import io.millrace.ingress.http.Periods;
import io.millrace.ingress.http.RefusedException;
import io.millrace.ingress.http.RequestFile;
import io.millrace.model.FailureCode;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelDrift;
import io.millrace.model.ModelFeedback;
import io.millrace.model.ModelName;
import io.millrace.model.ModelRecord;
import io.millrace.model.ModelVersion;
import io.millrace.model.ModelWishes;
import io.millrace.port.ModelRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Mono;

/** Takes model files; answers once the version can be asked. */
public final class PushHandler {
  private record Pushed(
      String name,
      String version,
      String sha256,
      List<TensorMetadata> inputs,
      List<TensorMetadata> outputs,
      boolean batchable) {}

  private interface Push {
    ModelRecord.Version of(Path file) throws ModelRefusedException;
  }

  // Files of gigabytes: more at a time would fill the disk before the first is looked at.
  private static final int MOST_AT_A_TIME = 4;

  private final ModelPush models;
  private final long maxModelBytes;
  private final Semaphore places = new Semaphore(MOST_AT_A_TIME);

  public PushHandler(ModelPush models, long maxModelBytes) {
    this.models = models;
    this.maxModelBytes = maxModelBytes;
  }

  /** As the next version. */
  public Mono<ServerResponse> next(ServerRequest request) {
    var model = new ModelName(request.pathVariable("model"));
    var wishes = new ModelWishes(feedback(request), drift(request), null);
    return push(request, model, file -> models.next(model, file, wishes));
  }

  /** As the version in the path. */
  public Mono<ServerResponse> at(ServerRequest request) {
    var model = new ModelName(request.pathVariable("model"));
    var version = ModelVersion.of(request.pathVariable("version"));
    var wishes = new ModelWishes(feedback(request), drift(request), null);
    return push(request, model, file -> models.at(model, version, file, wishes));
  }

  /** What the query says of the model's feedback: {@code feedback=24h} or {@code off}, and {@code regression=true}. */
  private static @Nullable ModelFeedback feedback(ServerRequest request) {
    var window = request.queryParam("feedback").orElse(null);
    if (window == null) {
      return null;
    }
    boolean regression = request.queryParam("regression").map("true"::equals).orElse(false);
    try {
      return window.equals("off")
          ? ModelFeedback.OFF
          : new ModelFeedback(Periods.parse(window), regression);
    } catch (IllegalArgumentException e) {
      throw new InvalidRequestException(FailureCode.MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  /** {@code drift=1000}: of how many rows the reference is; {@code drift=off}. */
  private static @Nullable ModelDrift drift(ServerRequest request) {
    var reference = request.queryParam("drift").orElse(null);
    if (reference == null) {
      return null;
    }
    try {
      return reference.equals("off") ? ModelDrift.OFF : new ModelDrift(Long.parseLong(reference));
    } catch (NumberFormatException e) {
      throw new InvalidRequestException(
          FailureCode.MALFORMED,
          "\"drift\": \"%s\" is neither off nor a number of rows".formatted(reference));
    } catch (IllegalArgumentException e) {
      throw new InvalidRequestException(FailureCode.MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  private Mono<ServerResponse> push(ServerRequest request, ModelName model, Push push) {
    var type = request.headers().firstHeader(HttpHeaders.CONTENT_TYPE);
    if (type != null && !type.startsWith("application/octet-stream")) {
      throw new ResponseStatusException(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          "content type \"%s\": send the model file as application/octet-stream".formatted(type));
    }
    return Mono.defer(() -> {
      if (!places.tryAcquire()) {
        return Mono.error(RefusedException.unavailable(
            "%d models are being pushed already; that is the most".formatted(MOST_AT_A_TIME)));
      }
      return RequestFile.with(request, maxModelBytes, file -> response(model, push, file))
          .doFinally(end -> places.release());
    });
  }

  private static ServerResponse response(ModelName model, Push push, Path file) {
    requireContent(file);
    try {
      return JsonResponse.of(pushed(model, push.of(file)));
    } catch (ModelRefusedException e) {
      return JsonResponse.error(
          e.isConflict() ? HttpStatus.CONFLICT : HttpStatus.BAD_REQUEST, e.reason());
    }
  }

  private static void requireContent(Path file) {
    try {
      if (Files.size(file) == 0) {
        throw new InvalidRequestException(
            FailureCode.MALFORMED, "the body is empty; it has to be the model file");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static Pushed pushed(ModelName model, ModelRecord.Version version) {
    var signature = version.signature();
    return new Pushed(
        model.value(),
        version.number().toString(),
        version.sha256(),
        TensorMetadata.of(signature.inputs()),
        TensorMetadata.of(signature.outputs()),
        signature.batchable());
  }
}
