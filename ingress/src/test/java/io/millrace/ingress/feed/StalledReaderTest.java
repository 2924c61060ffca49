package io.millrace.ingress.feed;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.ingress.http.ErrorHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.RouterFunctions;
import reactor.core.publisher.Flux;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** A reader that takes nothing from its connection, on a real server. */
class StalledReaderTest {
  private static final int LARGE = 1 << 20;
  private static final int EVENTS = 150;
  // What the kernel takes for a connection on this machine that nobody reads, and more.
  private static final int MOST_IN_KERNEL = 32 << 20;
  private static final Pattern DROPPED = Pattern.compile(": dropped (\\d+)\n");

  private final FakeReadings readings = new FakeReadings();
  private final ResultFeed feed = new ResultFeed(readings);
  private final DisposableServer server = HttpServer.create()
      .host("127.0.0.1")
      .port(0)
      .handle(new ReactorHttpHandlerAdapter(RouterFunctions.toHttpHandler(
          RouterFunctions.route()
              .GET("/results", new ResultsHandler(feed)::watch)
              .build(),
          HandlerStrategies.empty().exceptionHandler(new ErrorHandler()).build())))
      .bindNow();

  @AfterEach
  void close() {
    feed.close();
    server.disposeNow();
  }

  private Socket connect(String query) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(20_000);
    socket
        .getOutputStream()
        .write("GET /results%s HTTP/1.1\r\nhost: here\r\n\r\n".formatted(query).getBytes(US_ASCII));
    return socket;
  }

  private static String readUntil(Socket socket, Pattern end) throws IOException {
    var all = new ByteArrayOutputStream();
    var part = new byte[LARGE];
    // What is looked for may lie on the edge of two parts.
    var tail = "";
    while (!end.matcher(tail).find()) {
      int read = socket.getInputStream().read(part);
      assertThat(read).as("the stream ended after %d bytes", all.size()).isPositive();
      all.write(part, 0, read);
      tail = tail.substring(Math.max(0, tail.length() - 32)) + new String(part, 0, read, US_ASCII);
    }
    return all.toString(US_ASCII);
  }

  private static ResultEvent large() {
    var bytes = new byte[LARGE];
    Arrays.fill(bytes, (byte) '-');
    bytes[0] = '#';
    return new ResultEvent("m", bytes);
  }

  @Test
  void whatWaitsForIt_isBoundByBytes_allTheWayToTheConnection() throws IOException {
    try (var socket = connect("")) {
      assertThat(readUntil(socket, Pattern.compile(": from now on\n")))
          .startsWith("HTTP/1.1 200 ")
          .contains("text/event-stream");
      for (int i = 0; i < EVENTS; i++) {
        readings.publish(large());
      }
      // The last comment comes before the first event for which there is room again.
      var publisher = Flux.interval(Duration.ofMillis(50))
          .subscribe(tick -> readings.publish(new ResultEvent("m", new byte[] {'!'})));
      var text = readUntil(socket, Pattern.compile("!"));
      publisher.dispose();
      long given = text.chars().filter(c -> c == '#').count();
      long dropped = DROPPED
          .matcher(text)
          .results()
          .mapToLong(match -> Long.parseLong(match.group(1)))
          .sum();
      assertThat(given * LARGE).isLessThan(Backlog.MOST_BYTES + MOST_IN_KERNEL);
      assertThat(given + dropped).isGreaterThanOrEqualTo(EVENTS);
    }
  }

  @Test
  void readerThatLeaves_isGivenUp() throws IOException {
    try (var socket = connect("")) {
      readUntil(socket, Pattern.compile(": from now on\n"));
      assertThat(readings.count()).isEqualTo(1);
    }
    await().atMost(60, TimeUnit.SECONDS).until(() -> readings.count() == 0);
  }

  @Test
  void stream_endsWithTheFeed() throws IOException {
    try (var socket = connect("")) {
      readUntil(socket, Pattern.compile(": from now on\n"));
      readings.publish(new ResultEvent("m", "data: last\n\n".getBytes(US_ASCII)));
      feed.close();
      assertThat(readUntil(socket, Pattern.compile("\r\n0\r\n\r\n"))).contains("data: last\n\n");
    }
  }

  @Test
  void ninthReaderFromTheBeginning_isRefused_withItsStatus() throws IOException {
    var sockets = new ArrayList<Socket>();
    try {
      for (int i = 0; i < 8; i++) {
        sockets.add(connect("?from=beginning"));
        readUntil(sockets.get(i), Pattern.compile(": from the beginning\n"));
      }
      sockets.add(connect("?from=beginning"));
      assertThat(readUntil(sockets.get(8), Pattern.compile("the most\"}")))
          .startsWith("HTTP/1.1 503 ")
          .contains("8 watch from the beginning already");
    } finally {
      for (var socket : sockets) {
        socket.close();
      }
    }
  }
}
