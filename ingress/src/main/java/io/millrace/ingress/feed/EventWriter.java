package io.millrace.ingress.feed;

import io.millrace.ingress.feed.Backlog.Outgoing;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.FutureMono;

/**
 * Writes events one after the other: the next once the connection has taken the one before. The framework's own way has
 * about a hundred of them on their way to the connection, whatever their size and whether or not it takes any.
 */
final class EventWriter {
  private EventWriter() {}

  /** Ends when the events do. Where they fail before the first one, the head is not written. */
  static Mono<Void> write(ServerHttpResponse response, Flux<Outgoing> events) {
    Connection to = ServerHttpResponseDecorator.getNativeResponse(response);
    return response.writeAndFlushWith(events.switchOnFirst(
        (first, all) -> first.hasValue() ? head().concatWith(written(to, all)) : written(to, all)));
  }

  // Without a first group of buffers the framework would write the head at the end only.
  private static Flux<Publisher<DataBuffer>> head() {
    return Flux.just(Mono.empty());
  }

  // To the framework there is nothing more to write; what it does is to end the response.
  private static Flux<Publisher<DataBuffer>> written(Connection to, Flux<Outgoing> events) {
    return events.concatMap(event -> written(to.channel(), event)).thenMany(Flux.empty());
  }

  private static Mono<Void> written(Channel to, Outgoing event) {
    return FutureMono.deferFuture(() -> to.writeAndFlush(Unpooled.wrappedBuffer(event.bytes())))
        .doFinally(end -> event.taken());
  }
}
