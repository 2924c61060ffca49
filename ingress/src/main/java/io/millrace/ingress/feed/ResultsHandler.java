package io.millrace.ingress.feed;

import io.millrace.ingress.feed.Backlog.Outgoing;
import io.millrace.model.FailureCode;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelName;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@code GET /results?model=&from=now|beginning}: results as server-sent events. */
public final class ResultsHandler {
  private final ResultFeed feed;

  public ResultsHandler(ResultFeed feed) {
    this.feed = feed;
  }

  public Mono<ServerResponse> watch(ServerRequest request) {
    var model =
        request.queryParam("model").map(ModelName::new).map(ModelName::value).orElse(null);
    var events = events(request.queryParam("from").orElse("now"), model);
    return ServerResponse.ok()
        .contentType(MediaType.TEXT_EVENT_STREAM)
        .header("cache-control", "no-store")
        .body((response, context) -> EventWriter.write(response, events));
  }

  private Flux<Outgoing> events(String from, @Nullable String model) {
    return switch (from) {
      case "now" -> feed.live(model);
      case "beginning" -> feed.replay(model);
      default ->
        throw new InvalidRequestException(
            FailureCode.MALFORMED, "from: \"%s\" is neither now nor beginning".formatted(from));
    };
  }
}
