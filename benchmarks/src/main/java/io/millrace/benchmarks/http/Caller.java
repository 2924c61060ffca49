package io.millrace.benchmarks.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;

/** The load client: HTTP/1.1 over kept connections, all on one event loop, so that it takes little from the server. */
final class Caller implements AutoCloseable {
  private static final int LARGEST_REPLY = 1 << 20;

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final ServerProcess server;

  Caller(ServerProcess server) {
    this.server = server;
  }

  /** Makes the calls for so long, over connections of its own. */
  Sample measure(Request request, Load load, Duration time) throws InterruptedException {
    var loop = group.next();
    var run = new CallRun(request.bytes(), load, loop);
    var channels = new ArrayList<Channel>();
    for (int i = 0; i < load.connections(); i++) {
      channels.add(connect(loop, run));
    }
    var cpu = server.cpu();
    long start = System.nanoTime();
    loop.submit(() -> run.start(start, start + time.toNanos())).sync();
    run.ended().orTimeout(time.toSeconds() + 60, TimeUnit.SECONDS).join();
    double seconds = (System.nanoTime() - start) / 1e9;
    double used = server.cpu().minus(cpu).toNanos() / 1e3;
    for (var channel : channels) {
      channel.close().sync();
    }
    var l = run.latencies();
    return new Sample(
        l.count() / seconds,
        l.quantile(0.5),
        l.quantile(0.9),
        l.quantile(0.99),
        run.errors(),
        used / Math.max(1, l.count()));
  }

  private Channel connect(EventLoop loop, CallRun run) throws InterruptedException {
    var bootstrap = new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .handler(new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel channel) {
            channel
                .pipeline()
                .addLast(
                    new HttpResponseDecoder(),
                    new HttpObjectAggregator(LARGEST_REPLY),
                    run.connection());
          }
        });
    ChannelFuture connected = bootstrap.connect("127.0.0.1", server.port()).sync();
    return connected.channel();
  }

  /** One call's reply, for a look at it. */
  byte[] reply(Request request) throws Exception {
    var client = HttpClient.newHttpClient();
    var call = HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + server.port() + request.path()))
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofByteArray(request.body()))
        .build();
    var reply = client.send(call, HttpResponse.BodyHandlers.ofByteArray());
    if (reply.statusCode() != 200) {
      throw new IllegalStateException("%s answers %d: %s"
          .formatted(request.path(), reply.statusCode(), new String(reply.body(), UTF_8)));
    }
    return reply.body();
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
