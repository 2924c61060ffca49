package io.millrace.ingress.infer;

import io.millrace.ingress.http.EchoHeaders;
import io.millrace.ingress.http.ErrorHandler;
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
import io.millrace.topology.serde.OipJson;
import io.millrace.topology.serde.RequestBody;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** {@code POST /v2/models/{model}[/versions/{version}]/infer}: the hot path. */
public final class InferHandler {
  private static final String BINARY_HEADER = "Inference-Header-Content-Length";

  private final RequestLog log;
  private final ModelLookup models;
  private final Duration timeout;
  private final int maxBodyBytes;

  public InferHandler(RequestLog log, ModelLookup models, Duration timeout, int maxBodyBytes) {
    this.log = log;
    this.models = models;
    this.timeout = timeout;
    this.maxBodyBytes = maxBodyBytes;
  }

  public Mono<ServerResponse> infer(ServerRequest request) {
    var headers = request.exchange().getRequest().getHeaders();
    requireJson(headers);
    var model = new ModelName(request.pathVariable("model"));
    var version = request.pathVariables().get("version");
    var wanted = version == null ? null : ModelVersion.of(version);
    return RequestBytes.read(request, maxBodyBytes)
        .switchIfEmpty(Mono.fromSupplier(() -> new byte[0]))
        .flatMap(bytes -> answer(request, model, wanted, bytes));
  }

  private Mono<ServerResponse> answer(
      ServerRequest request, ModelName model, @Nullable ModelVersion wanted, byte[] bytes) {
    if (bytes.length == 0) {
      throw new InvalidRequestException(FailureCode.MALFORMED, "the body is empty");
    }
    var body = OipJson.readRequest(bytes);
    var version = models.now(model, wanted);
    return version == null
        ? models.find(model, wanted).flatMap(found -> ask(request, model, found, body))
        : ask(request, model, version, body);
  }

  private Mono<ServerResponse> ask(
      ServerRequest request, ModelName model, ModelRecord.Version version, RequestBody body) {
    version.signature().arrange(body.inputs());
    version.signature().checkOutputs(body.outputs());
    var callersId = callersId(body);
    var headers = request.exchange().getRequest().getHeaders();
    var budget = Deadline.of(timeout, headers.getFirst(Deadline.TIMEOUT), body.parameters());
    var call = new Call(
        model,
        version.number(),
        body,
        sequence(body.parameters().get("sequence_id")),
        Instant.now().plus(budget).truncatedTo(ChronoUnit.MICROS),
        headers.getFirst(EchoHeaders.TRACEPARENT),
        EventLoops.of(request));
    return log.ask(call).map(result -> response(result, callersId));
  }

  // The protocol's 0 and empty string both say: no sequence.
  private static @Nullable String sequence(@Nullable Object id) {
    var text = id == null ? "" : id.toString();
    return text.isEmpty() || text.equals("0") ? null : text;
  }

  private static @Nullable RequestId callersId(RequestBody body) {
    return body.id() == null || body.id().isEmpty() ? null : new RequestId(body.id());
  }

  private static ServerResponse response(InferenceResult result, @Nullable RequestId callersId) {
    if (result instanceof InferenceResult.Failed failure) {
      return ErrorHandler.of(failure.code(), failure.reason(), 1);
    }
    var answer = (InferenceResult.Answered) result;
    return JsonResponse.ok(OipJson.writeAnswer(named(answer, callersId)));
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

  private static void requireJson(HttpHeaders headers) {
    if (headers.getFirst(BINARY_HEADER) != null) {
      throw new InvalidRequestException(
          FailureCode.UNSUPPORTED,
          "binary tensors over HTTP are not served: send \"data\" as JSON");
    }
    JsonContent.require(headers);
  }
}
