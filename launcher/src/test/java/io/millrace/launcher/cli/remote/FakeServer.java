package io.millrace.launcher.cli.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Answers by method and path; what it has no answer for it refuses as Millrace does. */
final class FakeServer implements AutoCloseable {
  interface Answer {
    String to(String body);
  }

  /** Makes an answer of status 400, or of another. */
  static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    Refusal(String message) {
      this(400, message);
    }

    Refusal(int status, String message) {
      super(message);
      this.status = status;
    }
  }

  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);

  FakeServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  FakeServer on(String methodAndPath, Answer answer) {
    answers.put(methodAndPath, answer);
    return this;
  }

  FakeServer on(String methodAndPath, String answer) {
    return on(methodAndPath, body -> answer);
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Method and path of each call so far. */
  List<String> asked() {
    return asked;
  }

  private void handle(HttpExchange exchange) throws IOException {
    var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    var call = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    asked.add(call);
    var answer = answers.get(call);
    try {
      if (answer == null) {
        throw new Refusal("no route for " + call);
      }
      send(exchange, 200, answer.to(body));
    } catch (Refusal e) {
      if (e.status == 503) {
        exchange.getResponseHeaders().set("Retry-After", "1");
      }
      send(exchange, e.status, "{\"error\":\"%s\"}".formatted(e.getMessage()));
    }
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    var bytes = text.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    try (var out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
