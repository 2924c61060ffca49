package io.millrace.launcher.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.launcher.ChildJvm;
import io.millrace.launcher.pipeline.Part;
import io.millrace.launcher.pipeline.Pipeline;
import io.millrace.launcher.pipeline.PipelineConfig;
import io.millrace.topology.Profile;
import io.millrace.topology.TopicsConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker, in a JVM of its own, is killed and started again while callers ask. */
class BrokerKillIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int CALLERS = 8;

  @TempDir
  Path folder;

  private final Map<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean stop = new AtomicBoolean();

  @Test
  void nothingIsLost_nothingIsAnsweredTwice_andCallersAreToldToComeBack() throws Exception {
    kill(1);
  }

  @Test
  @Tag("soak")
  void nothingIsLost_nothingIsAnsweredTwice_overTenKills() throws Exception {
    kill(10);
  }

  private void kill(int times) throws Exception {
    int port = KillIT.freePort();
    var broker = broker(port, 0);
    try (var pipeline = pipeline(port).start()) {
      var callers = IntStream.range(0, CALLERS)
          .mapToObj(i -> CompletableFuture.runAsync(() -> ask(pipeline)))
          .toList();
      for (int i = 1; i <= times; i++) {
        awaitMore(200);
        broker.kill();
        awaitMore(503);
        broker = broker(port, i);
        awaitMore(200);
      }
      stop.set(true);
      callers.forEach(CompletableFuture::join);
      System.out.println("answers by status: " + statuses);
      assertThat(wrong).isEmpty();
      assertThat(statuses.keySet()).isSubsetOf(200, 503, 504);
      awaitOneResultForEachRequest(pipeline);
    } finally {
      stop.set(true);
      broker.close();
    }
  }

  /** Waits until answers of that status come again. */
  private void awaitMore(int status) {
    int before = count(status);
    await().atMost(PATIENCE).until(() -> count(status) > before + 20);
  }

  private int count(int status) {
    return statuses.computeIfAbsent(status, s -> new AtomicInteger()).get();
  }

  private void ask(Pipeline pipeline) {
    var http = HttpClient.newHttpClient();
    var request = HttpRequest.newBuilder(URI.create(
            "http://127.0.0.1:%d/v2/models/machine-health/infer".formatted(pipeline.httpPort())))
        .header("content-type", "application/json")
        .header("timeout", "20s")
        .POST(HttpRequest.BodyPublishers.ofString(Millrace.REQUEST))
        .build();
    while (!stop.get()) {
      try {
        judge(http.send(request, HttpResponse.BodyHandlers.ofString()));
      } catch (IOException e) {
        wrong.add(e.toString());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void judge(HttpResponse<String> answer) {
    statuses.computeIfAbsent(answer.statusCode(), s -> new AtomicInteger()).incrementAndGet();
    if (answer.statusCode() == 503 && answer.headers().firstValue("retry-after").isEmpty()) {
      wrong.add("503 without Retry-After: " + answer.body());
    }
    if (answer.statusCode() == 200 && !answer.body().contains("probabilities")) {
      wrong.add(answer.body());
    }
  }

  private static void awaitOneResultForEachRequest(Pipeline pipeline) {
    var topics = pipeline.topics();
    var bootstrap = pipeline.config().bootstrap();
    try (var requests = new CommittedLog(bootstrap, topics.requests());
        var results = new CommittedLog(bootstrap, topics.results())) {
      await()
          .atMost(PATIENCE)
          .until(() -> requests.read().keys().size() > 0
              && results.read().keys().keySet().containsAll(requests.keys().keySet())
              && requests.isAtEnd());
      assertThat(requests.keys().values()).as("a request is on the log once").containsOnly(1);
      assertThat(results.keys().values()).as("results of each request").containsOnly(1);
      assertThat(results.records())
          .allSatisfy(r -> assertThat(new String(r.key(), UTF_8)).isNotEmpty());
    }
  }

  private Pipeline pipeline(int port) throws IOException {
    Millrace.putExample(folder.resolve("models"));
    return new Pipeline(new PipelineConfig(
        "127.0.0.1:" + port,
        TopicsConfig.DEFAULTS,
        Profile.DURABLE_FAST,
        Part.byDefault(),
        folder.resolve("state"),
        folder.resolve("models"),
        new PipelineConfig.Http("127.0.0.1", 0),
        2,
        Map.of()));
  }

  private ChildJvm broker(int port, int run) throws IOException {
    var process = ChildJvm.millrace(
        folder.resolve("broker-" + run + ".log"),
        "broker",
        "--data-dir",
        folder.resolve("data").toString(),
        "--kafka-port",
        String.valueOf(port));
    await().atMost(PATIENCE).until(() -> !process.isAlive() || process.output().contains("ready "));
    assertThat(process.isAlive()).as(process.output()).isTrue();
    return process;
  }
}
