package io.millrace.ingress;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/**
 * Holds one connection to {@link ConnectionTimeouts}: a body that has stopped arriving fails with 408, and a connection
 * with no request under way is closed. A request whose body is there may take as long as its answer does, whether that
 * is a call that waits or a stream that is silent.
 *
 * <p>It stands next to the codec, and all of it runs on the connection's event loop. Nothing is scheduled for a request:
 * a check that comes as often as the shorter timeout looks when the connection was last used.
 */
final class ConnectionTimeoutHandler extends ChannelDuplexHandler {
  private final ConnectionTimeouts timeouts;
  private int underWay;
  private boolean isBodyOpen;
  private boolean hasRefused;
  private boolean hasAnsweredInPart;
  private long lastUse;
  private @Nullable Future<?> check;

  ConnectionTimeoutHandler(ConnectionTimeouts timeouts) {
    this.timeouts = timeouts;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    if (context.channel().isActive()) {
      begin(context);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) throws Exception {
    begin(context);
    super.channelActive(context);
  }

  private void begin(ChannelHandlerContext context) {
    if (check == null) {
      used(context);
      checkAfter(context, timeouts.shorter().toNanos());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    end();
    super.channelInactive(context);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    end();
  }

  private void end() {
    if (check != null) {
      check.cancel(false);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    if (message instanceof HttpRequest) {
      underWay++;
      isBodyOpen = true;
    }
    if (message instanceof LastHttpContent) {
      isBodyOpen = false;
    }
    super.channelRead(context, message);
  }

  // Asked for after each arrival, and when the server goes on with a body that it had let wait:
  // from
  // here on it is the client's turn.
  @Override
  public void read(ChannelHandlerContext context) throws Exception {
    used(context);
    super.read(context);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    if (message instanceof HttpResponse response) {
      // 100 Continue ends nothing.
      hasAnsweredInPart = response.status().codeClass() != HttpStatusClass.INFORMATIONAL;
    }
    if (message instanceof LastHttpContent && hasAnsweredInPart) {
      hasAnsweredInPart = false;
      underWay = Math.max(0, underWay - 1);
      used(context);
    }
    super.write(context, message, promise);
  }

  private void used(ChannelHandlerContext context) {
    lastUse = context.executor().ticker().nanoTime();
  }

  private void checkAfter(ChannelHandlerContext context, long nanos) {
    check = context.executor().schedule(() -> check(context), nanos, TimeUnit.NANOSECONDS);
  }

  private void check(ChannelHandlerContext context) {
    long most = timeouts.shorter().toNanos();
    var timeout = timeout(context);
    long left = timeout == null
        ? most
        : timeout.toNanos() - (context.executor().ticker().nanoTime() - lastUse);
    if (left > 0) {
      checkAfter(context, Math.min(left, most));
    } else if (underWay == 0 || hasRefused) {
      context.close();
    } else {
      refuse(context);
      checkAfter(context, most);
    }
  }

  /** How long the connection may stay unused as it stands now; null for as long as it likes. */
  private @Nullable Duration timeout(ChannelHandlerContext context) {
    if (hasRefused) {
      return timeouts.stalledBody();
    }
    if (underWay == 0) {
      return timeouts.idle();
    }
    // Bytes that the server does not ask for are not late, nor are those of a request that waits
    // behind another one on the same connection.
    boolean waitsForBody =
        underWay == 1 && isBodyOpen && context.channel().config().isAutoRead();
    return waitsForBody ? timeouts.stalledBody() : null;
  }

  // The request fails with this and answers it. Where it does not, or the client takes no answer,
  // the connection is closed one timeout later.
  private void refuse(ChannelHandlerContext context) {
    hasRefused = true;
    used(context);
    context.fireExceptionCaught(new ResponseStatusException(
        HttpStatus.REQUEST_TIMEOUT,
        "nothing more of the body has come for %.1f s"
            .formatted(timeouts.stalledBody().toMillis() / 1e3)));
  }
}
