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
  private static final int MOST_BELIEVED = 64 << 10;
  private static final int FIRST_GUESS = 1024;
  private static final int PATIENCE = 8;
  private static final byte[] NOTHING = {};

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
    long announced = message.getHeaders().getContentLength();
    if (announced > (long) most * PATIENCE) {
      return Mono.error(tooLarge(most));
    }
    // What is announced is believed up to a point: room for more is made when the bytes are there.
    int expected = announced < 0 ? FIRST_GUESS : (int) Math.min(announced, MOST_BELIEVED);
    return message
        .getBody()
        .collect(() -> new RequestBytes(most, expected), RequestBytes::add)
        .map(RequestBytes::toArray);
  }

  private void add(DataBuffer buffer) {
    try {
      int more = buffer.readableByteCount();
      if (seen + more > most) {
        passOver(more);
        return;
      }
      makeRoom((int) seen + more);
      buffer.read(bytes, (int) seen, more);
      seen += more;
    } finally {
      DataBufferUtils.release(buffer);
    }
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
