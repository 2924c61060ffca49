package io.millrace.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.ingress.admin.ModelPush;
import io.millrace.ingress.admin.PushHandler;
import io.millrace.ingress.infer.InferHandler;
import io.millrace.ingress.infer.InferLane;
import io.millrace.ingress.infer.ModelLookup;
import io.millrace.model.ModelName;
import io.millrace.model.ModelRecord;
import io.millrace.model.ModelVersion;
import io.millrace.port.ModelRepository;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import io.millrace.topology.registry.ModelCatalog;
import io.millrace.topology.registry.ModelPublisher;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.reactor.netty.NettyRouteProvider;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;

/** Clients that keep a connection and do nothing with it, on a real server with short timeouts. */
class StalledClientsTest {
  private static final Duration STALLED_BODY = Duration.ofMillis(700);
  private static final Duration IDLE = Duration.ofMillis(900);
  // Longer than both, and than two of them one after the other.
  private static final Duration LONG = Duration.ofMillis(2500);
  private static final String NO_BROKER = "127.0.0.1:1";
  private static final int PATIENCE_MILLIS = 60_000;
  private static final String GOOD =
      "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,4],\"datatype\":\"FP32\",\"data\":[1,2,3,4]}]}";

  private final FakeLog log = new FakeLog();
  private final AtomicReference<@Nullable Boolean> keepAlive = new AtomicReference<>();
  private final List<Socket> sockets = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  private SpringServer server;

  @SuppressWarnings("NullAway.Init")
  private ModelPublisher publisher;

  @BeforeEach
  void start() {
    var topics = new Topics(TopicsConfig.DEFAULTS);
    var infer =
        new InferHandler(log, new ModelLookup(new FakeModels()), Duration.ofMinutes(1), 1 << 20);
    NettyRouteProvider looking = routes -> routes.get("/looked", (request, response) -> {
      keepAlive.set(
          ((Connection) request).channel().config().getOption(ChannelOption.SO_KEEPALIVE));
      return response.send();
    });
    server = SpringServer.start(
        IngressConfig.of(NO_BROKER, topics).listeningOn("127.0.0.1", 0),
        new ConnectionTimeouts(STALLED_BODY, IDLE),
        List.of(looking, new InferLane(infer)),
        List.of(Routes.infer(infer), Routes.push(pushes(topics)), silentStream()));
  }

  private PushHandler pushes(Topics topics) {
    var catalog = new ModelCatalog(topics, NO_BROKER);
    publisher = new ModelPublisher(topics, NO_BROKER, catalog);
    return new PushHandler(new ModelPush(catalog, publisher, new NoRepository()), 1 << 20);
  }

  private static RouterFunction<ServerResponse> silentStream() {
    var buffers = DefaultDataBufferFactory.sharedInstance;
    var events =
        Flux.just("data: first\n\n").concatWith(Mono.just("data: last\n\n").delayElement(LONG));
    return RouterFunctions.route()
        .GET(
            "/silent",
            request -> ServerResponse.ok()
                .contentType(MediaType.TEXT_EVENT_STREAM)
                .body((response, context) -> response.writeAndFlushWith(
                    events.map(event -> Mono.just(buffers.wrap(event.getBytes(UTF_8)))))))
        .build();
  }

  @AfterEach
  void stop() throws IOException {
    for (var socket : sockets) {
      socket.close();
    }
    server.close();
    publisher.close();
  }

  private Socket send(String text) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    sockets.add(socket);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.getOutputStream().write(text.getBytes(UTF_8));
    return socket;
  }

  private static String head(String path, int length) {
    return "POST %s HTTP/1.1\r\nhost: here\r\ncontent-type: %s\r\ncontent-length: %d\r\n\r\n"
        .formatted(
            path, path.contains("infer") ? "application/json" : "application/octet-stream", length);
  }

  /** All that comes until the server closes the connection. */
  private static String rest(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), UTF_8);
  }

  private static final String PUSH = "/v2/repository/models/iris";

  @Test
  void pushesThatStall_areEnded_andGiveTheirPlacesBack() throws IOException {
    var stalled = new ArrayList<Socket>();
    for (int i = 0; i < 4; i++) {
      stalled.add(send(head(PUSH, 1000) + "half"));
    }
    for (var one : stalled) {
      assertThat(rest(one))
          .startsWith("HTTP/1.1 408 ")
          .contains("{\"error\":\"nothing more of the body has come for 0.7 s\"}");
    }
    // That it is empty is found only by a push that has a place.
    await()
        .atMost(60, TimeUnit.SECONDS)
        .untilAsserted(() -> assertThat(rest(send(head(PUSH, 0))))
            .startsWith("HTTP/1.1 400 ")
            .contains("the body is empty"));
  }

  /** The second path is not written plainly, and goes through the framework. */
  @ParameterizedTest
  @ValueSource(
      strings = {"/v2/models/iris/infer", "/v2/models/iris/infer?", "/v2/models/ir%69s/infer"})
  void callsWhoseBodyStalls_areEnded(String path) throws IOException {
    assertThat(rest(send(head(path, 1000) + "{\"inputs\"")))
        .startsWith("HTTP/1.1 408 ")
        .containsIgnoringCase("connection: close\r\n")
        .contains("{\"error\":\"nothing more of the body has come for 0.7 s\"}");
  }

  @Test
  void callThatWaitsForItsAnswer_getsIt() throws IOException {
    log.answer(call -> FakeLog.inputsAgain(call).delayElement(LONG));
    assertThat(rest(send(head("/v2/models/iris/infer", GOOD.length()) + GOOD)))
        .startsWith("HTTP/1.1 200 ")
        .contains("\"model_name\":\"iris\"");
  }

  @Test
  void streamThatIsSilent_goesOn() throws IOException {
    assertThat(rest(send("GET /silent HTTP/1.1\r\nhost: here\r\n\r\n")))
        .contains("data: first", "data: last");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "POST /v2/models/iris/infer HTTP/1.1\r\nhost: he"})
  void connectionWithoutARequest_isClosed(String sent) throws IOException {
    assertThat(rest(send(sent))).isEmpty();
  }

  @Test
  void connectionsThatAreTaken_areKeptAlive() throws IOException {
    rest(send("GET /looked HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n"));
    assertThat(keepAlive.get()).isTrue();
  }

  /** Nothing gets to it here. */
  private static final class NoRepository implements ModelRepository {
    @Override
    public ModelRecord.Version keep(ModelName model, ModelVersion version, Path file) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Entry> list() {
      throw new UnsupportedOperationException();
    }

    @Override
    public ModelRecord.Version describe(ModelName model, ModelVersion version) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Path file(ModelName model, ModelVersion version) {
      throw new UnsupportedOperationException();
    }
  }
}
