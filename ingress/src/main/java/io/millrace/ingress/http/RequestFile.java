package io.millrace.ingress.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A request's body as a file that is gone once it has been used: bodies of gigabytes never lie in memory. */
public final class RequestFile {
  private RequestFile() {}

  /**
   * Writes the body to a temporary file and uses it.
   *
   * @param most the largest body that is taken
   * @param use may block
   */
  public static <T> Mono<T> with(ServerRequest request, long most, Function<Path, T> use) {
    var message = request.exchange().getRequest();
    if (message.getHeaders().getContentLength() > most) {
      return Mono.error(RequestBytes.tooLarge(most));
    }
    return Mono.usingWhen(
        Mono.fromCallable(() -> Files.createTempFile("millrace-upload-", ".onnx"))
            .subscribeOn(Schedulers.boundedElastic()),
        file -> DataBufferUtils.write(bounded(message.getBody(), most), file)
            .then(
                Mono.fromCallable(() -> use.apply(file)).subscribeOn(Schedulers.boundedElastic())),
        file -> Mono.fromRunnable(() -> delete(file)).subscribeOn(Schedulers.boundedElastic()));
  }

  private static Flux<DataBuffer> bounded(Flux<DataBuffer> body, long most) {
    var seen = new AtomicLong();
    return body.doOnNext(buffer -> {
      if (seen.addAndGet(buffer.readableByteCount()) > most) {
        DataBufferUtils.release(buffer);
        throw RequestBytes.tooLarge(most);
      }
    });
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + file, e);
    }
  }
}
