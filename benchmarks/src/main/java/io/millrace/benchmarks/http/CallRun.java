package io.millrace.benchmarks.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The calls of one measurement. All happens on one event loop, so nothing here is guarded. */
final class CallRun {
  private final ByteBuf request;
  private final Load load;
  private final EventLoop loop;
  private final Deque<Connection> free = new ArrayDeque<>();
  private final Deque<Long> late = new ArrayDeque<>();
  private final Latencies latencies = new Latencies();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private long endNanos;
  private long nextNanos;
  private int underWay;
  private int errors;

  CallRun(byte[] request, Load load, EventLoop loop) {
    this.request = Unpooled.unreleasableBuffer(
            Unpooled.directBuffer(request.length).writeBytes(request))
        .asReadOnly();
    this.load = load;
    this.loop = loop;
  }

  ChannelHandler connection() {
    return new Connection();
  }

  CompletableFuture<Void> ended() {
    return ended;
  }

  Latencies latencies() {
    return latencies;
  }

  int errors() {
    return errors;
  }

  void start(long startNanos, long untilNanos) {
    endNanos = untilNanos;
    nextNanos = startNanos;
    if (load instanceof Load.Open open) {
      tick(open);
    } else {
      while (!free.isEmpty()) {
        free.pop().call(System.nanoTime());
      }
    }
  }

  /** Makes the calls that are due; those without a free connection wait for one, and their clock runs. */
  private void tick(Load.Open open) {
    long period = TimeUnit.SECONDS.toNanos(1) / open.perSecond();
    for (long now = System.nanoTime();
        nextNanos - now <= 0 && nextNanos - endNanos < 0;
        nextNanos += period) {
      if (free.isEmpty()) {
        late.add(nextNanos);
      } else {
        free.pop().call(nextNanos);
      }
    }
    if (nextNanos - endNanos < 0) {
      loop.schedule(() -> tick(open), nextNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    } else {
      endIfIdle();
    }
  }

  private void answered(Connection connection) {
    underWay--;
    var waiting = late.poll();
    if (waiting != null) {
      connection.call(waiting);
    } else if (load instanceof Load.Closed && System.nanoTime() - endNanos < 0) {
      connection.call(System.nanoTime());
    } else {
      free.push(connection);
      endIfIdle();
    }
  }

  private void endIfIdle() {
    boolean allMade = load instanceof Load.Closed || nextNanos - endNanos >= 0;
    if (underWay == 0 && allMade) {
      ended.complete(null);
    }
  }

  private final class Connection extends SimpleChannelInboundHandler<FullHttpResponse> {
    private @Nullable ChannelHandlerContext context; // known once it is in its pipeline
    private long startNanos;

    @Override
    public void handlerAdded(ChannelHandlerContext newContext) {
      context = newContext;
      free.push(this);
    }

    /** The request's bytes are always the same, so they pass the codec by. */
    void call(long fromNanos) {
      startNanos = fromNanos;
      underWay++;
      var to = Objects.requireNonNull(context);
      to.writeAndFlush(request.duplicate(), to.voidPromise());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext c, FullHttpResponse response) {
      if (response.status().equals(HttpResponseStatus.OK)) {
        latencies.add(System.nanoTime() - startNanos);
      } else {
        errors++;
      }
      answered(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext c, Throwable cause) {
      ended.completeExceptionally(cause);
    }
  }
}
