package io.millrace.ingress;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.ingress.infer.InferHandler;
import io.millrace.ingress.infer.InferLane;
import io.millrace.ingress.infer.ModelLookup;
import io.millrace.port.ServingMeter;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a meter hears of calls over HTTP. */
class CountedCallsTest {
  private static final String GOOD =
      "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,4],\"datatype\":\"FP32\",\"data\":[1,2,3,4]}]}";

  private final List<String> ended = new CopyOnWriteArrayList<>();
  private final List<Long> times = new CopyOnWriteArrayList<>();

  @SuppressWarnings("NullAway.Init")
  private SpringServer server;

  @BeforeEach
  void start() {
    var meter = new ServingMeter() {
      @Override
      public void called(String model, String version, String code, long nanos) {
        times.add(nanos);
        ended.add("%s/%s %s".formatted(model, version, code));
      }
    };
    var handler = new InferHandler(
        new FakeLog(), new ModelLookup(new FakeModels()), Duration.ofSeconds(30), 1000, meter);
    server = SpringServer.start(
        IngressConfig.of("nowhere:1", new Topics(TopicsConfig.DEFAULTS))
            .listeningOn("127.0.0.1", 0),
        List.of(new InferLane(handler)),
        List.of(Routes.infer(handler)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void eachCall_isHeardOfOnce_underTheModelIfThereIsOne() throws Exception {
    long before = System.nanoTime();
    assertThat(post("/v2/models/iris/infer", GOOD)).isEqualTo(200);
    long most = System.nanoTime() - before;
    assertThat(post("/v2/models/iris/infer", GOOD.replace("[1,4]", "[1,3]").replace(",4]}", "]}")))
        .isEqualTo(400);
    assertThat(post("/v2/models/iris/infer", "[")).isEqualTo(400);
    assertThat(post("/v2/models/nothing/infer", GOOD)).isEqualTo(404);
    assertThat(post("/v2/models/iris/infer", GOOD + " ".repeat(2000))).isEqualTo(413);
    await().atMost(60, SECONDS).until(() -> ended.size() >= 5);
    assertThat(ended)
        .containsExactly(
            "iris/1 OK", "iris/1 INVALID_INPUT", "/ MALFORMED", "/ UNKNOWN_MODEL", "/ TOO_LARGE");
    assertThat(times.get(0)).isBetween(1L, most);
  }

  private int post(String path, String body) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:%d%s".formatted(server.port(), path)))
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
