package io.millrace.launcher.cli.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.connectors.rabbitmq.mirror.MirrorState;
import io.millrace.connectors.rabbitmq.mirror.MirrorState.Phase;
import io.millrace.topology.serde.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/** Says over HTTP, at {@code /health}, how a mirror is doing: 200 while it mirrors, else 503 and why. */
final class HealthPort implements AutoCloseable {
  private final HttpServer server;

  private HealthPort(HttpServer server) {
    this.server = server;
  }

  static HealthPort open(String bind, int port, Supplier<MirrorState> state) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(bind, port), 0);
    server.createContext("/health", call -> answer(call, state.get()));
    server.start();
    return new HealthPort(server);
  }

  private static void answer(HttpExchange call, MirrorState state) throws IOException {
    try (call) {
      var body = (Json.MAPPER.writeValueAsString(state) + "\n").getBytes(UTF_8);
      call.getResponseHeaders().set("content-type", "application/json");
      call.sendResponseHeaders(state.phase() == Phase.RUNNING ? 200 : 503, body.length);
      call.getResponseBody().write(body);
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
