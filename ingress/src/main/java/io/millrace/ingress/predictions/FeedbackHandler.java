package io.millrace.ingress.predictions;

import io.millrace.ingress.http.JsonContent;
import io.millrace.ingress.http.JsonResponse;
import io.millrace.ingress.http.RequestBytes;
import io.millrace.model.ModelName;
import io.millrace.topology.serde.FeedbackReader;
import io.millrace.topology.serde.FeedbackReader.Entry;
import java.util.LinkedHashMap;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * {@code POST /feedback} and {@code POST /v2/models/{model}/feedback}: what predictions truly were, one or a list. A 200
 * says that the log has all that could be read; what could not is in the dead letters.
 */
public final class FeedbackHandler {
  private static final int MOST_REASONS = 100;

  private final FeedbackLog log;
  private final int maxBodyBytes;

  public FeedbackHandler(FeedbackLog log, int maxBodyBytes) {
    this.log = log;
    this.maxBodyBytes = maxBodyBytes;
  }

  /** @param index of the feedback in the body, from 0 */
  private record Refusal(int index, String reason) {}

  public Mono<ServerResponse> take(ServerRequest request) {
    JsonContent.require(request.exchange().getRequest().getHeaders());
    var named = request.pathVariables().get("model");
    var model = named == null ? null : new ModelName(named);
    return RequestBytes.read(request, maxBodyBytes)
        .switchIfEmpty(Mono.fromSupplier(() -> new byte[0]))
        // A large body takes longer to read than an event loop may be kept.
        .publishOn(Schedulers.parallel())
        .map(body -> FeedbackReader.readBody(body, model))
        .flatMap(entries -> log.write(entries).thenReturn(response(entries)));
  }

  private static ServerResponse response(List<Entry> entries) {
    var refused = entries.stream()
        .filter(Entry.Refused.class::isInstance)
        .map(Entry.Refused.class::cast)
        .toList();
    var fields = new LinkedHashMap<String, Object>();
    boolean isUnreadable = !refused.isEmpty() && refused.size() == entries.size();
    if (isUnreadable) {
      fields.put("error", "no feedback could be read: " + refused.get(0).reason());
    }
    fields.put("accepted", entries.size() - refused.size());
    fields.put("refused", refused.size());
    if (!refused.isEmpty()) {
      fields.put("reasons", reasons(refused));
    }
    return JsonResponse.of(isUnreadable ? HttpStatus.BAD_REQUEST : HttpStatus.OK, fields);
  }

  private static List<Refusal> reasons(List<Entry.Refused> refused) {
    return refused.stream()
        .limit(MOST_REASONS)
        .map(one -> new Refusal(one.index(), one.reason()))
        .toList();
  }
}
