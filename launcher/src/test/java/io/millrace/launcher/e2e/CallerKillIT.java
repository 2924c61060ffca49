package io.millrace.launcher.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.millrace.launcher.ChildJvm;
import io.millrace.model.InferenceResult.Answered;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import io.millrace.topology.serde.Tensors;
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
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole of Millrace is killed while callers over HTTP ask, who are answered before their results are committed, and
 * before the stage has even come to their requests: whatever one has been told stands on the log afterwards, once.
 */
class CallerKillIT {
  private static final Topics TOPICS = new Topics(TopicsConfig.DEFAULTS);
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int CALLERS = 32;
  private static final int CALLS = 3000;
  private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
  private static final Pattern DATA = Pattern.compile("\"data\":\\[([^]]+)]");

  @TempDir
  Path folder;

  private final Map<String, float[]> told = new ConcurrentHashMap<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final AtomicInteger asked = new AtomicInteger();

  @Test
  void whatCallersWereTold_isOnTheLogOnce() throws Exception {
    kill(2);
  }

  @Test
  @Tag("soak")
  void whatCallersWereTold_isOnTheLogOnce_overTenKills() throws Exception {
    kill(10);
  }

  private void kill(int times) throws Exception {
    int kafka = KillIT.freePort();
    int http = KillIT.freePort();
    var millrace = up(kafka, http, 0);
    try (var results = new CommittedLog("127.0.0.1:" + kafka, TOPICS.results())) {
      for (int i = 1; i <= times; i++) {
        killUnderLoad(millrace, http);
        millrace = up(kafka, http, i);
        await()
            .atMost(PATIENCE)
            .until(() -> results.read().keys().keySet().containsAll(told.keySet()));
      }
      assertThat(wrong).isEmpty();
      assertThat(told).hasSizeGreaterThan(times * CALLS);
      assertThat(results.keys().values()).as("results of each request").containsOnly(1);
      results.records().forEach(this::compare);
      assertThat(millrace.terminate()).isEqualTo(143);
    } finally {
      millrace.close();
    }
  }

  private void killUnderLoad(ChildJvm millrace, int port) throws Exception {
    var before = told.size();
    var threads = Executors.newFixedThreadPool(CALLERS);
    try {
      var callers = IntStream.range(0, CALLERS)
          .mapToObj(i -> CompletableFuture.runAsync(() -> askUntilItIsGone(port), threads))
          .toList();
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> told.size() > before + CALLS || !wrong.isEmpty());
      millrace.kill();
      callers.forEach(CompletableFuture::join);
    } finally {
      threads.shutdownNow();
    }
  }

  private void askUntilItIsGone(int port) {
    var client = HttpClient.newHttpClient();
    var uri = URI.create("http://127.0.0.1:%d/v2/models/machine-health/infer".formatted(port));
    try {
      while (wrong.isEmpty()) {
        var body = """
            {"inputs":[{"name":"features","shape":[1,8],"datatype":"FP32",
             "data":[2.5,60,10,%d,3,70,40,500]}]}""".formatted(asked.incrementAndGet() % 3000);
        // No deadline passes while it starts again: the committed record would be a failure then.
        var request = HttpRequest.newBuilder(uri)
            .header("content-type", "application/json")
            .header("timeout", "120s")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
        judge(client.send(request, HttpResponse.BodyHandlers.ofString()));
      }
    } catch (IOException e) {
      // It has been killed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void judge(HttpResponse<String> answer) {
    var id = ID.matcher(answer.body());
    var data = DATA.matcher(answer.body());
    if (answer.statusCode() != 200 || !id.find() || !data.find()) {
      wrong.add(answer.statusCode() + " " + answer.body());
      return;
    }
    var values = data.group(1).split(",", -1);
    var outputs = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      outputs[i] = Float.parseFloat(values[i]);
    }
    told.put(id.group(1), outputs);
  }

  /** Rows may have run in other batches the second time, whose sums come out a last digit apart. */
  private void compare(ConsumerRecord<byte[], byte[]> record) {
    var id = new String(record.key(), UTF_8);
    var heard = told.get(id);
    var result =
        TOPICS.results().values().deserializer().deserialize("", record.headers(), record.value());
    if (heard != null) {
      assertThat(result).as(id).isInstanceOf(Answered.class);
      var outputs = Tensors.toFloats(((Answered) result).outputs().get(0));
      assertThat(outputs).as(id).hasSameSizeAs(heard);
      for (int i = 0; i < outputs.length; i++) {
        assertThat(outputs[i]).as(id).isCloseTo(heard[i], within(1e-5f));
      }
    }
  }

  private ChildJvm up(int kafka, int http, int run) throws IOException {
    Millrace.putExample(folder.resolve("data/models"));
    var process = ChildJvm.millrace(
        folder.resolve("up-" + run + ".log"),
        "up",
        "--data-dir",
        folder.resolve("data").toString(),
        "--kafka-port",
        String.valueOf(kafka),
        "--port",
        String.valueOf(http));
    process.awaitReady();
    return process;
  }
}
