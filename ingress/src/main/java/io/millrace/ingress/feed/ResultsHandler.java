package io.millrace.ingress.feed;

import io.millrace.model.FailureCode;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelName;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.reactive.function.BodyInserter;
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
        .body(flushed(events));
  }

  private Flux<byte[]> events(String from, @Nullable String model) {
    return switch (from) {
      case "now" -> feed.live(model);
      case "beginning" -> feed.replay(model);
      default ->
        throw new InvalidRequestException(
            FailureCode.MALFORMED, "from: \"%s\" is neither now nor beginning".formatted(from));
    };
  }

  private static BodyInserter<Publisher<byte[]>, ServerHttpResponse> flushed(Flux<byte[]> events) {
    return (response, context) -> response.writeAndFlushWith(
        events.map(bytes -> Mono.just(wrap(response.bufferFactory(), bytes))));
  }

  private static DataBuffer wrap(DataBufferFactory buffers, byte[] bytes) {
    return buffers.wrap(bytes);
  }
}
