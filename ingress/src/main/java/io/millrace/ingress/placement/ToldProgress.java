package io.millrace.ingress.placement;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.ingress.http.JsonResponse;
import io.millrace.port.PlacementHistory.Progress;
import io.millrace.topology.serde.Json;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Long work as server-sent events where the caller takes them: {@code progress} now and then, and {@code outcome} or
 * {@code error} in the end. It ends when the caller goes away. Whoever takes no events gets the outcome as JSON.
 */
final class ToldProgress {
  private static final int STEPS = 100;

  private static final Progress SILENT = (done, of) -> {};

  private ToldProgress() {}

  static Mono<ServerResponse> answer(ServerRequest request, Function<Progress, Object> work) {
    return request.headers().accept().contains(MediaType.TEXT_EVENT_STREAM)
        ? events(work)
        : Mono.<ServerResponse>fromCallable(() -> JsonResponse.of(work.apply(SILENT)))
            .onErrorResume(failure -> Mono.just(LogFailure.of(failure).response()))
            .subscribeOn(Schedulers.boundedElastic());
  }

  private static Mono<ServerResponse> events(Function<Progress, Object> work) {
    var events =
        Flux.<byte[]>create(sink -> run(work, sink)).subscribeOn(Schedulers.boundedElastic());
    return ServerResponse.ok()
        .contentType(MediaType.TEXT_EVENT_STREAM)
        .header("cache-control", "no-store")
        .body((response, context) -> response.writeAndFlushWith(
            events.map(bytes -> Mono.<DataBuffer>just(response.bufferFactory().wrap(bytes)))));
  }

  private static void run(Function<Progress, Object> work, FluxSink<byte[]> sink) {
    try {
      sink.next(event("outcome", work.apply(new Steps(sink))));
    } catch (CancellationException e) {
      // Nobody listens any more.
    } catch (RuntimeException e) {
      // The answer has begun, so that no status can tell: whatever went wrong is told as an event.
      sink.next(event("error", Map.of("error", LogFailure.of(e).message())));
    }
    sink.complete();
  }

  /** So few steps that a caller who reads slowly does not fill the memory. */
  private static final class Steps implements Progress {
    private final FluxSink<byte[]> sink;
    private long last = -1;

    Steps(FluxSink<byte[]> sink) {
      this.sink = sink;
    }

    @Override
    public void at(long done, long of) {
      if (sink.isCancelled()) {
        throw new CancellationException();
      }
      long step = of == 0 ? STEPS : STEPS * done / of;
      if (step != last) {
        last = step;
        sink.next(event("progress", new Step(done, of)));
      }
    }
  }

  private record Step(long done, long of) {}

  private static byte[] event(String type, Object data) {
    return ("event: " + type + "\ndata: " + Json.MAPPER.writeValueAsString(data) + "\n\n")
        .getBytes(UTF_8);
  }
}
