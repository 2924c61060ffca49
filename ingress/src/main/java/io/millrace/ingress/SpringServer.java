package io.millrace.ingress;

import io.millrace.ingress.http.EchoHeaders;
import io.millrace.ingress.http.ErrorHandler;
import io.millrace.ingress.http.MethodTable;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.NettyRouteProvider;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.web.server.reactive.ReactiveWebServerFactory;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.codec.ByteArrayDecoder;
import org.springframework.core.codec.ByteArrayEncoder;
import org.springframework.core.codec.CharSequenceEncoder;
import org.springframework.core.codec.DataBufferDecoder;
import org.springframework.core.codec.DataBufferEncoder;
import org.springframework.core.codec.StringDecoder;
import org.springframework.http.codec.CodecConfigurer;
import org.springframework.http.codec.DecoderHttpMessageReader;
import org.springframework.http.codec.EncoderHttpMessageWriter;
import org.springframework.http.codec.ResourceHttpMessageWriter;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/**
 * The HTTP server: a Spring Boot application of two beans, the web server and what it serves. No auto-configuration, no
 * files of settings, no listeners: {@link IngressConfig} is all there is to set, and the start stays short.
 */
final class SpringServer implements AutoCloseable {
  private static final Duration CLOSE = Duration.ofSeconds(2);

  private final ReactiveWebServerApplicationContext context;
  private final LoopResources loops;

  private SpringServer(ReactiveWebServerApplicationContext context, LoopResources loops) {
    this.context = context;
    this.loops = loops;
  }

  /** A primary source is required; this one declares nothing. */
  @Configuration(proxyBeanMethods = false)
  static class NoBeansOfItsOwn {}

  /** Serves the routes; returns once the port is bound. */
  static SpringServer start(IngressConfig config, List<RouterFunction<ServerResponse>> routes) {
    return start(config, List.of(), routes);
  }

  /** Serves the routes; what the lanes take never gets to them. Returns once the port is bound. */
  static SpringServer start(
      IngressConfig config,
      List<NettyRouteProvider> lanes,
      List<RouterFunction<ServerResponse>> routes) {
    return start(config, ConnectionTimeouts.DEFAULTS, lanes, routes);
  }

  /** The same with other timeouts. */
  static SpringServer start(
      IngressConfig config,
      ConnectionTimeouts timeouts,
      List<NettyRouteProvider> lanes,
      List<RouterFunction<ServerResponse>> routes) {
    var application = new SpringApplication(NoBeansOfItsOwn.class);
    application.setMainApplicationClass(NoBeansOfItsOwn.class);
    application.setWebApplicationType(WebApplicationType.REACTIVE);
    application.setBannerMode(Banner.Mode.OFF);
    application.setLogStartupInfo(false);
    application.setRegisterShutdownHook(false);
    application.setAddCommandLineProperties(false);
    application.setLazyInitialization(true);
    application.setListeners(List.of());
    // By default there are at least four, which on a small machine only take turns.
    var loops = LoopResources.create("http", Runtime.getRuntime().availableProcessors(), true);
    application.setInitializers(List.of(context -> register(
        (GenericApplicationContext) context,
        () -> netty(
            config.port(),
            lanes,
            server -> connections(server, config, timeouts).runOn(loops)),
        routes)));
    try {
      return new SpringServer((ReactiveWebServerApplicationContext) application.run(), loops);
    } catch (RuntimeException e) {
      loops.dispose();
      throw e;
    }
  }

  private static void register(
      GenericApplicationContext context,
      Supplier<ReactiveWebServerFactory> server,
      List<RouterFunction<ServerResponse>> routes) {
    context.registerBean(ReactiveWebServerFactory.class, server);
    context.registerBean(HttpHandler.class, () -> handler(routes));
  }

  private static ReactiveWebServerFactory netty(
      int port, List<NettyRouteProvider> lanes, NettyServerCustomizer connections) {
    var factory = new NettyReactiveWebServerFactory(port);
    factory.addRouteProviders(lanes.toArray(NettyRouteProvider[]::new));
    factory.addServerCustomizers(connections);
    return factory;
  }

  private static HttpServer connections(
      HttpServer server, IngressConfig config, ConnectionTimeouts timeouts) {
    return server
        .host(config.address())
        // Tells of a peer that has vanished while nothing is sent to it.
        .childOption(ChannelOption.SO_KEEPALIVE, true)
        .doOnChannelInit((observer, channel, remote) -> channel
            .pipeline()
            .addAfter(
                NettyPipeline.HttpCodec,
                "connection-timeouts",
                new ConnectionTimeoutHandler(timeouts)));
  }

  /** The routes in their order, with the filter and the errors around them. */
  static HttpHandler handler(List<RouterFunction<ServerResponse>> routes) {
    var all =
        routes.stream().reduce(RouterFunction::and).orElseThrow(IllegalArgumentException::new);
    var strategies = HandlerStrategies.empty()
        .codecs(SpringServer::plainCodecs)
        .webFilter(new EchoHeaders())
        .exceptionHandler(new ErrorHandler())
        .build();
    return RouterFunctions.toHttpHandler(MethodTable.after(all), strategies);
  }

  // Bytes, text and files are all that the routes need; the defaults would build mappers that
  // nobody uses.
  private static void plainCodecs(CodecConfigurer codecs) {
    codecs.registerDefaults(false);
    var custom = codecs.customCodecs();
    custom.register(new DecoderHttpMessageReader<>(new ByteArrayDecoder()));
    custom.register(new DecoderHttpMessageReader<>(new DataBufferDecoder()));
    custom.register(new DecoderHttpMessageReader<>(StringDecoder.allMimeTypes()));
    custom.register(new EncoderHttpMessageWriter<>(new ByteArrayEncoder()));
    custom.register(new EncoderHttpMessageWriter<>(new DataBufferEncoder()));
    custom.register(new EncoderHttpMessageWriter<>(CharSequenceEncoder.allMimeTypes()));
    custom.register(new ResourceHttpMessageWriter());
  }

  int port() {
    return Objects.requireNonNull(context.getWebServer()).getPort();
  }

  @Override
  public void close() {
    context.close();
    loops.disposeLater(Duration.ZERO, CLOSE).block(CLOSE);
  }
}
