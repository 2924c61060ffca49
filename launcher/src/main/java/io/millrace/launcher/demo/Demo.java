package io.millrace.launcher.demo;

import io.millrace.examples.Examples;
import io.millrace.launcher.client.PredictionClient;
import io.millrace.launcher.evaluation.CsvInputs;
import io.millrace.launcher.evaluation.CsvTable;
import io.millrace.launcher.evaluation.Evaluation;
import io.millrace.launcher.evaluation.PredictionReading;
import io.millrace.launcher.evaluation.Task;
import io.millrace.launcher.pipeline.Pipeline;
import io.millrace.model.Delivery;
import io.millrace.model.InferenceRequest;
import io.millrace.model.InferenceResult;
import io.millrace.model.ModelName;
import io.millrace.model.ModelRecord;
import io.millrace.model.ModelVersion;
import io.millrace.model.RequestId;
import io.millrace.model.Tensor;
import io.millrace.port.ModelRefusedException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;

/** Pushes the example model and sends the example data through the request topic: once for answers, then for speed. */
public final class Demo {
  static final ModelName MODEL = new ModelName("machine-health");
  private static final String LABEL = "failure";
  private static final int IN_FLIGHT = 32;
  private static final int BURST = 50_000;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Pipeline pipeline;
  private final String run = Long.toHexString(System.nanoTime());

  public Demo(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  /** Returns what was sent and what came back. */
  public DemoSummary run() throws InterruptedException {
    var version = push();
    var data = data();
    var inputs = CsvInputs.bind(data, version.signature().inputs(), LABEL);
    var rows = data.rows().stream().map(inputs::tensors).toList();
    try (var client = new PredictionClient(pipeline.topics(), pipeline.config().bootstrap())) {
      var latencies = new long[rows.size()];
      var results = oneByOne(client, rows, latencies);
      Arrays.sort(latencies);
      return new DemoSummary(
          MODEL.value(), version.number(), evaluate(data, results), latencies, burst(client, rows));
    }
  }

  private ModelRecord.Version push() throws InterruptedException {
    try {
      var file = Files.createTempFile("millrace-demo", ".onnx");
      try (var model = Examples.open("machine-health/1/model.onnx")) {
        Files.write(file, model.readAllBytes());
        var kept = pipeline.repository().keep(MODEL, new ModelVersion(1), file);
        pipeline.publisher().publish(MODEL, kept, PATIENCE).get();
        return kept;
      } finally {
        Files.delete(file);
      }
    } catch (IOException | ModelRefusedException | ExecutionException e) {
      throw new IllegalStateException(
          "the example model could not be pushed: " + e.getMessage(), e);
    }
  }

  private static CsvTable data() {
    var stream = Examples.open("machine-health/test.csv");
    return CsvTable.read(
        "machine-health/test.csv", new InputStreamReader(stream, StandardCharsets.UTF_8));
  }

  /** Each row as a request of its own, a few under way at a time, so that the latencies are a caller's. */
  private List<InferenceResult> oneByOne(
      PredictionClient client, List<List<Tensor>> rows, long[] latencies)
      throws InterruptedException {
    var free = new Semaphore(IN_FLIGHT);
    var asked = new ArrayList<CompletableFuture<InferenceResult>>(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      free.acquire();
      int row = i;
      long start = System.nanoTime();
      asked.add(client.send(request("row", i, rows.get(i))).whenComplete((result, failure) -> {
        latencies[row] = (System.nanoTime() - start) / 1000;
        free.release();
      }));
    }
    return asked.stream().map(Demo::await).toList();
  }

  /** As many requests as the log takes, for the rate. */
  private DemoSummary.Burst burst(PredictionClient client, List<List<Tensor>> rows) {
    var asked = new ArrayList<CompletableFuture<InferenceResult>>(BURST);
    long start = System.nanoTime();
    for (int i = 0; i < BURST; i++) {
      asked.add(client.send(request("burst", i, rows.get(i % rows.size()))));
    }
    long answered = asked.stream()
        .map(Demo::await)
        .filter(InferenceResult.Answered.class::isInstance)
        .count();
    return new DemoSummary.Burst(BURST, answered, Duration.ofNanos(System.nanoTime() - start));
  }

  private InferenceRequest request(String phase, int number, List<Tensor> inputs) {
    var id = new RequestId("demo-%s-%s-%d".formatted(run, phase, number));
    return new InferenceRequest(id, MODEL, null, inputs, List.of(), Map.of(), Delivery.PROTOBUF);
  }

  private static InferenceResult await(CompletableFuture<InferenceResult> result) {
    return result
        .orTimeout(PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)
        .join();
  }

  private static Evaluation evaluate(CsvTable data, List<InferenceResult> results) {
    int label = data.column(LABEL);
    var pairs = new ArrayList<Evaluation.Pair>(results.size());
    for (int i = 0; i < results.size(); i++) {
      var truth = Task.CLASSIFICATION.truth(data, data.rows().get(i), label);
      if (results.get(i) instanceof InferenceResult.Answered answer) {
        var predicted =
            PredictionReading.read(Task.CLASSIFICATION, answer.outputs(), 1).get(0);
        pairs.add(new Evaluation.Pair(truth, predicted));
      } else {
        throw new IllegalStateException("row %d has no answer: %s".formatted(i, results.get(i)));
      }
    }
    return new Evaluation(Task.CLASSIFICATION, pairs);
  }
}
