package io.millrace.ingress.http;

import io.millrace.model.FailureCode;
import io.millrace.model.InvalidRequestException;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.util.context.Context;

/** A request's body as bytes: copied once, and never more of it than allowed. */
public final class RequestBytes {
  private static final int MOST_BELIEVED = 64 << 10;
  private static final int FIRST_GUESS = 1024;
  private static final int PATIENCE = 8;
  private static final byte[] NOTHING = {};
  private static final Logger LOG = LoggerFactory.getLogger(RequestBytes.class);

  // The server tells of a body's failure again when it has answered; as Reactor's hook for dropped
  // errors it would be an error in the log each time.
  private static final Context FAILED_ALREADY =
      Context.of("reactor.onErrorDropped.local", (Consumer<Throwable>)
          failure -> LOG.debug("the body had failed already", failure));

  private final int most;
  private byte[] bytes;
  private long seen;

  private RequestBytes(int most, int expected) {
    this.most = most;
    this.bytes = new byte[expected];
  }

  /**
   * Reads the whole body. The rest of a body that is too large is read and thrown away, up to {@value #PATIENCE} times
   * what is allowed, because many clients see the error only once they have sent all.
   *
   * @param most the largest body that is taken; a larger one fails with {@link FailureCode#TOO_LARGE}
   */
  public static Mono<byte[]> read(ServerRequest request, int most) {
    var message = request.exchange().getRequest();
    return read(message.getBody(), message.getHeaders().getContentLength(), most, (all, part) -> {
      try {
        all.add(part.readableByteCount(), part::read);
      } finally {
        DataBufferUtils.release(part);
      }
    });
  }

  /** The same for a request that the framework has not read. */
  public static Mono<byte[]> read(HttpServerRequest request, int most) {
    // The server has refused what is no number.
    var length = request.requestHeaders().get(HttpHeaderNames.CONTENT_LENGTH);
    return read(
        request.receive(),
        length == null ? -1 : Long.parseLong(length),
        most,
        (all, part) -> all.add(part.readableBytes(), part::readBytes));
  }

  private static <T> Mono<byte[]> read(
      Flux<T> body, long announced, int most, BiConsumer<RequestBytes, T> add) {
    if (announced > (long) most * PATIENCE) {
      return Mono.error(tooLarge(most));
    }
    // What is announced is believed up to a point: room for more is made when the bytes are there.
    int expected = announced < 0 ? FIRST_GUESS : (int) Math.min(announced, MOST_BELIEVED);
    return body.collect(() -> new RequestBytes(most, expected), add)
        .map(RequestBytes::toArray)
        .contextWrite(FAILED_ALREADY);
  }

  /** Takes bytes to an array's place, in a number. */
  private interface Part {
    void to(byte[] array, int place, int count);
  }

  private void add(int more, Part part) {
    if (seen + more > most) {
      passOver(more);
      return;
    }
    makeRoom((int) seen + more);
    part.to(bytes, (int) seen, more);
    seen += more;
  }

  private void passOver(int more) {
    seen += more;
    bytes = NOTHING;
    if (seen > (long) most * PATIENCE) {
      throw tooLarge(most);
    }
  }

  private void makeRoom(int needed) {
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(most, Math.max(needed, 2L * bytes.length)));
    }
  }

  private byte[] toArray() {
    if (seen > most) {
      throw tooLarge(most);
    }
    return seen == bytes.length ? bytes : Arrays.copyOf(bytes, (int) seen);
  }

  public static InvalidRequestException tooLarge(long most) {
    return new InvalidRequestException(
        FailureCode.TOO_LARGE, "the body is larger than the %d bytes allowed here".formatted(most));
  }
}
