package io.millrace.ingress.http;

import io.millrace.model.FailureCode;
import io.millrace.model.InvalidRequestException;
import java.util.Arrays;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;

/** A request's body as bytes: copied once, and never more of it than allowed. */
public final class RequestBytes {
  private static final int FIRST_GUESS = 1024;

  private final int most;
  private byte[] bytes;
  private int size;

  private RequestBytes(int most, int expected) {
    this.most = most;
    this.bytes = new byte[expected];
  }

  /**
   * Reads the whole body.
   *
   * @param most the largest body that is read; a larger one fails with {@link FailureCode#TOO_LARGE} as soon as that is
   *     known
   */
  public static Mono<byte[]> read(ServerRequest request, int most) {
    var message = request.exchange().getRequest();
    long announced = message.getHeaders().getContentLength();
    if (announced > most) {
      return Mono.error(tooLarge(most));
    }
    int expected = announced < 0 ? FIRST_GUESS : (int) announced;
    return message
        .getBody()
        .collect(() -> new RequestBytes(most, expected), RequestBytes::add)
        .map(RequestBytes::toArray);
  }

  private void add(DataBuffer buffer) {
    try {
      int more = buffer.readableByteCount();
      if (more > most - size) {
        throw tooLarge(most);
      }
      makeRoom(size + more);
      buffer.read(bytes, size, more);
      size += more;
    } finally {
      DataBufferUtils.release(buffer);
    }
  }

  private void makeRoom(int needed) {
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(most, Math.max(needed, 2L * bytes.length)));
    }
  }

  private byte[] toArray() {
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }

  public static InvalidRequestException tooLarge(long most) {
    return new InvalidRequestException(
        FailureCode.TOO_LARGE, "the body is larger than the %d bytes allowed here".formatted(most));
  }
}
