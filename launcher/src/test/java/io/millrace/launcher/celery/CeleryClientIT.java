package io.millrace.launcher.celery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.launcher.ChildJvm;
import io.millrace.launcher.client.PredictionClient;
import io.millrace.launcher.pipeline.Part;
import io.millrace.model.DataType;
import io.millrace.model.Delivery;
import io.millrace.model.Encoding;
import io.millrace.model.FailureCode;
import io.millrace.model.InferenceRequest;
import io.millrace.model.InferenceResult;
import io.millrace.model.InferenceResult.Answered;
import io.millrace.model.InferenceResult.Failed;
import io.millrace.model.ModelName;
import io.millrace.model.RequestId;
import io.millrace.model.Shape;
import io.millrace.model.Tensor;
import io.millrace.testing.rabbitmq.RabbitNode;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import io.millrace.topology.serde.Tensors;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that are tasks of an unchanged worker in Python: asked as any model is, with one result for each request. */
class CeleryClientIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int CALLS = 200;

  @TempDir
  static Path folder;

  private static RabbitNode rabbit;
  private static LogBehind log;
  private static Process worker;
  private static PredictionClient client;
  private static ChildJvm bridge;
  private static Path models;
  private static int runs;

  @BeforeAll
  static void start() throws Exception {
    rabbit = RabbitNode.start(folder.resolve("rabbit"));
    worker = worker("python");
    new TaskLoad(
            rabbit.amqpPort(), "full", Map.of("x-max-length", 1, "x-overflow", "reject-publish"))
        .close();
    log = LogBehind.start(folder.resolve("log"), EnumSet.of(Part.INFERENCE, Part.INGRESS));
    client = new PredictionClient(new Topics(TopicsConfig.DEFAULTS), log.bootstrap());
    models = Files.writeString(folder.resolve("models.yaml"), declared());
    bridge = bridge();
    await().atMost(PATIENCE).until(() -> output("python").contains("ready."));
  }

  @AfterAll
  static void stop() throws Exception {
    bridge.close();
    client.close();
    worker.destroy();
    worker.waitFor();
    log.close();
    rabbit.close();
  }

  private static String declared() {
    var rows = new StringBuilder("models:\n");
    model(rows, "score", "score", "python", "30s");
    model(rows, "fail", "fail", "python", "30s");
    model(rows, "odd", "odd", "python", "30s");
    model(rows, "die", "die", "python", "30s");
    model(rows, "slow", "slow", "python", "60s");
    model(rows, "missing", "no.such.task", "python", "30s");
    model(rows, "nobody", "score", "nobody", "1s");
    model(rows, "doomed", "slow", "doomed", "4s");
    model(rows, "loop", "predict", "own", "30s");
    model(rows, "full", "score", "full", "20s");
    return rows.append("""
          - name: mix
            task: mix
            queue: python
            arguments: keywords
            inputs:
              - {name: names, datatype: BYTES, shape: [-1]}
              - {name: weights, datatype: FP64, shape: [-1]}
            outputs:
              - {name: best, datatype: BYTES, shape: [1]}
              - {name: most, datatype: FP64, shape: [1]}
        """).toString();
  }

  private static void model(
      StringBuilder to, String name, String task, String queue, String limit) {
    to.append("""
          - name: %s
            task: %s
            queue: %s
            time-limit: %s
            inputs: [{name: rows, datatype: FP32, shape: [-1, 2]}]
            outputs: [{name: sums, datatype: FP32, shape: [-1, 1]}]
        """.formatted(name, task, queue, limit));
  }

  @Test
  void workerInPython_answersAsAModelDoes_andItsFailuresAreTold() throws Exception {
    var sums = (Answered) result(ask("score", 1.5f, 2));
    assertThat(Tensors.toFloats(sums.outputs().get(0))).containsExactly(3.5f);
    var mixed = (Answered) result(client.send(request(
        "mix",
        List.of(
            Tensors.strings("names", Shape.of(3), "a", "b", "c"),
            new Tensor("weights", DataType.FP64, Shape.of(3), doubles(1, 3, 2))),
        null)));
    assertThat(Tensors.toStrings(mixed.outputs().get(0))).containsExactly("b");
    assertThat(Tensors.toDoubles(mixed.outputs().get(1))).containsExactly(3);

    var failed = ask("fail", 1, 2);
    var odd = ask("odd", 1, 2);
    var died = ask("die", 1, 2);
    var missing = ask("missing", 1, 2);
    var nobody = ask("nobody", 1, 2);
    var loop = ask("loop", 1, 2);
    failed(failed, FailureCode.MODEL_ERROR, "ValueError: expected 8 features, got 2");
    failed(odd, FailureCode.MODEL_ERROR, "result: shape [1, 2] does not fit");
    failed(died, FailureCode.UNAVAILABLE, "WorkerLostError: ");
    failed(missing, FailureCode.UNAVAILABLE, "NotRegistered: ");
    failed(nobody, FailureCode.UNAVAILABLE, "no Celery worker answered within the model's time");
    failed(loop, FailureCode.UNAVAILABLE, "the call was made by Millrace itself: a loop");
  }

  @Test
  void requestWhoseDeadlinePasses_expires_andItsTaskIsRevoked() throws Exception {
    long received = received();
    var before =
        List.of(ask("slow", 3, 0), ask("slow", 3, 0)); // which both processes are busy with
    await().atMost(PATIENCE).until(() -> received() >= received + 2);
    var late = client.send(request("slow", List.of(rows(0, 0)), Instant.now().plusSeconds(1)));
    failed(late, FailureCode.EXPIRED, "passed before a Celery worker answered");
    await().atMost(PATIENCE).until(() -> output("python").contains("flagged as revoked"));
    for (var one : before) {
      assertThat(result(one)).isInstanceOf(Answered.class);
    }
  }

  /** How many calls the worker says it has received. */
  private static long received() throws IOException {
    return output("python").lines().filter(line -> line.endsWith(" received")).count();
  }

  @Test
  void queueThatTakesNoMoreCalls_holdsUpThoseOfItsModelAlone() throws Exception {
    var full = new ArrayList<CompletableFuture<InferenceResult>>();
    for (int i = 0; i < 5; i++) {
      full.add(ask("full", i, 2));
    }
    for (int i = 0; i < 5; i++) {
      assertThat(result(ask("score", i, 2))).isInstanceOf(Answered.class);
    }
    assertThat(full).noneMatch(CompletableFuture::isDone);
    for (var one : full) {
      failed(one, FailureCode.UNAVAILABLE, "");
    }
  }

  @Test
  void workerThatIsKilled_leadsToAFailure() throws Exception {
    var doomed = worker("doomed");
    try {
      await().atMost(PATIENCE).until(() -> output("doomed").contains("ready."));
      var lost = ask("doomed", 60, 0);
      await().atMost(PATIENCE).until(() -> output("doomed").contains("slow["));
      doomed.descendants().forEach(ProcessHandle::destroyForcibly);
      doomed.destroyForcibly().waitFor();
      failed(lost, FailureCode.UNAVAILABLE, "");
    } finally {
      doomed.destroyForcibly();
    }
  }

  @Test
  void everyRequest_hasOneResult_thoughTheBridgeIsKilled() throws Exception {
    var waiting = new ArrayList<CompletableFuture<InferenceResult>>();
    var ids = new ArrayList<String>();
    for (int i = 0; i < CALLS; i++) {
      var request = request("slow", List.of(rows(0.01f, 0)), null);
      ids.add(request.id().value());
      waiting.add(client.send(request));
    }
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> waiting.stream().filter(CompletableFuture::isDone).count() > CALLS / 10);
    bridge.kill();
    long answered = waiting.stream().filter(CompletableFuture::isDone).count();
    assertThat(answered).isLessThan(CALLS);
    bridge = bridge();
    for (var one : waiting) {
      assertThat(result(one)).isInstanceOf(Answered.class);
    }
    // A second result of a request would stand behind that of a later one.
    assertThat(result(ask("score", 1, 1))).isInstanceOf(Answered.class);
    assertThat(log.committedResults())
        .as(bridge.output())
        .satisfies(results -> assertThat(ids).allMatch(id -> results.getOrDefault(id, 0) == 1));
  }

  @Test
  void model_isShownAndReady_andAnswersOverHttp() throws Exception {
    assertThat(get("/v2/models/score/ready")).contains("\"ready\":true");
    assertThat(get("/v2/models/score"))
        .contains("\"platform\":\"celery\"", "\"versions\":[\"1\"]", "\"name\":\"rows\"");
    assertThat(http(HttpRequest.newBuilder(uri("/v2/repository/index"))
            .POST(BodyPublishers.ofString("{}"))))
        .contains("{\"name\":\"score\",\"version\":\"1\",\"state\":\"READY\"");
    assertThat(http(HttpRequest.newBuilder(uri("/v2/models/score/infer"))
            .POST(BodyPublishers.ofString("""
                {"inputs":[{"name":"rows","shape":[2,2],"datatype":"FP32","data":[1,2,3,4]}]}"""))))
        .contains("\"data\":[3.0,7.0]", "\"model_version\":\"1\"");
  }

  private static String get(String path) throws Exception {
    return http(HttpRequest.newBuilder(uri(path)));
  }

  private static String http(HttpRequest.Builder request) throws Exception {
    return HttpClient.newHttpClient()
        .send(request.timeout(PATIENCE).build(), BodyHandlers.ofString())
        .body();
  }

  private static URI uri(String path) {
    return URI.create("http://127.0.0.1:%d%s".formatted(log.pipeline().httpPort(), path));
  }

  private static CompletableFuture<InferenceResult> ask(String model, float... row) {
    return client.send(request(model, List.of(rows(row)), null));
  }

  private static InferenceRequest request(
      String model, List<Tensor> inputs, @Nullable Instant expiry) {
    return new InferenceRequest(
        new RequestId(model + "-" + UUID.randomUUID()),
        new ModelName(model),
        null,
        inputs,
        List.of(),
        Map.of(),
        new Delivery(Encoding.PROTOBUF, expiry, null, null));
  }

  private static Tensor rows(float... row) {
    var data = ByteBuffer.allocate(4 * row.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : row) {
      data.putFloat(value);
    }
    return new Tensor("rows", DataType.FP32, Shape.of(1, row.length), data.flip());
  }

  private static ByteBuffer doubles(double... values) {
    var data = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      data.putDouble(value);
    }
    return data.flip();
  }

  private static InferenceResult result(CompletableFuture<InferenceResult> asked) throws Exception {
    return asked.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static void failed(
      CompletableFuture<InferenceResult> asked, FailureCode code, String reason) throws Exception {
    assertThat(result(asked)).isInstanceOfSatisfying(Failed.class, failure -> {
      assertThat(failure.code()).as(failure.reason()).isEqualTo(code);
      assertThat(failure.reason()).contains(reason);
    });
  }

  private static Process worker(String queue) throws IOException {
    return new PythonProgram(folder.resolve("program-" + queue), rabbit.amqp(), queue, "rpc://")
        .worker("models", folder.resolve(queue + ".log"));
  }

  private static String output(String queue) throws IOException {
    return Files.readString(folder.resolve(queue + ".log"));
  }

  private static ChildJvm bridge() throws IOException {
    var process = ChildJvm.millrace(
        folder.resolve("bridge-%d.log".formatted(runs++)),
        "run",
        "bridge",
        "--bootstrap",
        log.bootstrap(),
        "--data-dir",
        folder.resolve("bridge").toString(),
        "--rabbitmq",
        rabbit.amqp(),
        "--queue",
        "own",
        "--celery-models",
        models.toString());
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !process.isAlive() || process.output().contains("mix version 1"));
    assertThat(process.isAlive()).as(process.output()).isTrue();
    return process;
  }
}
