package io.millrace.ingress.infer;

import io.millrace.ingress.http.EchoHeaders;
import io.millrace.ingress.http.ErrorHandler;
import io.millrace.ingress.http.HeaderLookup;
import io.millrace.ingress.http.JsonContent;
import io.millrace.ingress.http.JsonResponse;
import io.millrace.ingress.http.RequestBytes;
import io.millrace.model.FailureCode;
import io.millrace.model.InferenceResult;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelName;
import io.millrace.model.ModelRecord;
import io.millrace.model.ModelVersion;
import io.millrace.model.RequestId;
import io.millrace.port.ServingMeter;
import io.millrace.topology.serde.OipJson;
import io.millrace.topology.serde.RequestBody;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/** {@code POST /v2/models/{model}[/versions/{version}]/infer}: the hot path. */
public final class InferHandler {
  /** Names a request on the log where its body has the caller's own id; feedback refers to it. */
  private static final String LOG_ID = "ce-id";

  private static final String BINARY_HEADER = "Inference-Header-Content-Length";

  private final RequestLog log;
  private final ModelLookup models;
  private final Duration timeout;
  private final int maxBodyBytes;
  private final ServingMeter meter;

  public InferHandler(RequestLog log, ModelLookup models, Duration timeout, int maxBodyBytes) {
    this(log, models, timeout, maxBodyBytes, ServingMeter.NONE);
  }

  /** @param meter hears how each call ended, but not of those whose caller went away */
  public InferHandler(
      RequestLog log, ModelLookup models, Duration timeout, int maxBodyBytes, ServingMeter meter) {
    this.meter = meter;
    this.log = log;
    this.models = models;
    this.timeout = timeout;
    this.maxBodyBytes = maxBodyBytes;
  }

  public Mono<ServerResponse> infer(ServerRequest request) {
    return infer(new Asked(
            request.pathVariable("model"),
            request.pathVariables().get("version"),
            request.exchange().getRequest().getHeaders()::getFirst,
            RequestBytes.read(request, maxBodyBytes),
            EventLoops.of(request)))
        .cast(ServerResponse.class);
  }

  /** The answer to a call of which the framework has seen nothing; it never fails. */
  Mono<JsonResponse> infer(InferPath path, HttpServerRequest request) {
    try {
      return infer(new Asked(
              path.model(),
              path.version(),
              request.requestHeaders()::get,
              RequestBytes.read(request, maxBodyBytes),
              EventLoops.of(request)))
          .onErrorResume(failure -> Mono.just(ErrorHandler.response(failure)));
    } catch (RuntimeException e) {
      return Mono.just(ErrorHandler.response(e));
    }
  }

  /** A call as it stands at the door. */
  private record Asked(
      String model,
      @Nullable String version,
      HeaderLookup headers,
      Mono<byte[]> body,
      Executor answerOn) {}

  private Mono<JsonResponse> infer(Asked asked) {
    var watch = new CallWatch(meter);
    try {
      return infer(asked, watch).doOnError(watch::failed);
    } catch (RuntimeException e) {
      watch.failed(e);
      throw e;
    }
  }

  private Mono<JsonResponse> infer(Asked asked, CallWatch watch) {
    requireJson(asked.headers());
    var model = new ModelName(asked.model());
    var wanted = asked.version() == null ? null : ModelVersion.of(asked.version());
    return asked
        .body()
        .switchIfEmpty(Mono.fromSupplier(() -> new byte[0]))
        .flatMap(bytes -> answer(asked, watch, model, wanted, bytes));
  }

  private Mono<JsonResponse> answer(
      Asked asked, CallWatch watch, ModelName model, @Nullable ModelVersion wanted, byte[] bytes) {
    if (bytes.length == 0) {
      throw new InvalidRequestException(FailureCode.MALFORMED, "the body is empty");
    }
    var body = OipJson.readRequest(bytes);
    var version = models.now(model, wanted);
    return version == null
        ? models.find(model, wanted).flatMap(found -> ask(asked, watch, model, found, body))
        : ask(asked, watch, model, version, body);
  }

  private Mono<JsonResponse> ask(
      Asked asked,
      CallWatch watch,
      ModelName model,
      ModelRecord.Version version,
      RequestBody body) {
    watch.asks(model, version.number());
    version.signature().arrange(body.inputs());
    version.signature().checkOutputs(body.outputs());
    var callersId = callersId(body);
    var headers = asked.headers();
    var budget = Deadline.of(timeout, headers.first(Deadline.TIMEOUT), body.parameters());
    var call = new Call(
        model,
        version.number(),
        body,
        sequence(body.parameters().get("sequence_id")),
        Instant.now().plus(budget).truncatedTo(ChronoUnit.MICROS),
        headers.first(EchoHeaders.TRACEPARENT),
        asked.answerOn());
    return log.ask(call).map(result -> {
      watch.ended(result);
      return response(result, callersId);
    });
  }

  // The protocol's 0 and empty string both say: no sequence.
  private static @Nullable String sequence(@Nullable Object id) {
    var text = id == null ? "" : id.toString();
    return text.isEmpty() || text.equals("0") ? null : text;
  }

  private static @Nullable RequestId callersId(RequestBody body) {
    return body.id() == null || body.id().isEmpty() ? null : new RequestId(body.id());
  }

  private static JsonResponse response(InferenceResult result, @Nullable RequestId callersId) {
    if (result instanceof InferenceResult.Failed failure) {
      return ErrorHandler.of(failure.code(), failure.reason(), 1);
    }
    var answer = (InferenceResult.Answered) result;
    var response = JsonResponse.ok(OipJson.writeAnswer(named(answer, callersId)));
    return callersId == null ? response : response.with(LOG_ID, answer.id().value());
  }

  // On the log a call has an id of its own; the caller gets back the one it gave.
  private static InferenceResult.Answered named(
      InferenceResult.Answered answer, @Nullable RequestId callersId) {
    return callersId == null
        ? answer
        : new InferenceResult.Answered(
            callersId,
            answer.model(),
            answer.version(),
            answer.outputs(),
            answer.timings(),
            answer.delivery());
  }

  private static void requireJson(HeaderLookup headers) {
    if (headers.first(BINARY_HEADER) != null) {
      throw new InvalidRequestException(
          FailureCode.UNSUPPORTED,
          "binary tensors over HTTP are not served: send \"data\" as JSON");
    }
    JsonContent.requireOrForm(headers);
  }
}
