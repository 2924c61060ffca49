package io.millrace.launcher.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.examples.Examples;
import io.millrace.launcher.client.PredictionClient;
import io.millrace.launcher.evaluation.CsvInputs;
import io.millrace.launcher.evaluation.CsvTable;
import io.millrace.launcher.evaluation.Evaluation;
import io.millrace.launcher.evaluation.Label;
import io.millrace.launcher.evaluation.PredictionReading;
import io.millrace.launcher.evaluation.Task;
import io.millrace.model.Delivery;
import io.millrace.model.InferenceRequest;
import io.millrace.model.InferenceResult;
import io.millrace.model.ModelName;
import io.millrace.model.RequestId;
import io.millrace.topology.Mark;
import io.millrace.topology.serde.Json;
import io.millrace.topology.serde.MessageHeaders;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The truth told of real predictions gives what an evaluation of the same rows gives. */
class AccuracyIT {
  private static final ModelName MODEL = new ModelName("machine-health");
  private static final String LABEL = "failure";

  private final CsvTable data = CsvTable.read(
      "test.csv", new InputStreamReader(Examples.open("machine-health/test.csv"), UTF_8));

  @TempDir
  Path folder;

  @Test
  void truthsBeforeAndAfter_someTwice_someOfNobody_overARestart_giveTheAccuracyOfAnEvaluation()
      throws Exception {
    Evaluation expected;
    try (var millrace = Millrace.start(folder)) {
      var pushed = millrace.push(
          "machine-health/versions/1?feedback=1h", "PUT", Millrace.example("machine-health"));
      assertThat(pushed.statusCode()).as(pushed.body()).isEqualTo(200);
      tell(millrace, row -> row % 2 == 0);
      expected = evaluation(predict(millrace));
      tell(millrace, row -> row % 4 == 1);
    }
    try (var millrace = Millrace.start(folder)) {
      tell(millrace, row -> row % 4 == 3);
      tell(millrace, row -> row % 10 == 0);
      tellOfNobody(millrace);
      await().atMost(60, TimeUnit.SECONDS).until(() -> {
        mark(millrace);
        return total(millrace).path("classes").path("count").asLong()
            >= data.rows().size();
      });
      mark(millrace);
      var total = total(millrace);
      assertThat(total.path("predictions").asLong()).isEqualTo(1000);
      assertThat(total.path("classes").path("count").asLong()).isEqualTo(1000);
      assertThat(total.path("metrics").path("accuracy").asDouble()).isEqualTo(expected.accuracy());
      assertThat(cells(total)).isEqualTo(cells(expected));
      var page = millrace.get("/ui/accuracy/machine-health");
      assertThat(page.headers().firstValue("content-type").orElse("")).startsWith("text/html");
      assertThat(page.body())
          .contains("Accuracy %.2f %%".formatted(100 * expected.accuracy()), "True \\ Predicted");
      refusesWhatIsNoFeedback(millrace);
    }
  }

  private static void refusesWhatIsNoFeedback(Millrace millrace) throws Exception {
    var topics = millrace.pipeline.topics();
    try (var dead = new CommittedLog(millrace.kafka.bootstrap(), topics.deadLetters())) {
      var refused = millrace.post("/feedback", "{\"id\":\"a\",\"value\":\"much\"}");
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).contains("\\\"value\\\": \\\"much\\\" is no finite number");
      try (var producer = producer(millrace)) {
        producer.send(new ProducerRecord<>(topics.feedback().name(), "{".getBytes(UTF_8)));
      }
      await().atMost(60, TimeUnit.SECONDS).until(() -> dead.read().records().size() == 2);
      assertThat(dead.records())
          .extracting(letter -> MessageHeaders.text(letter.headers(), MessageHeaders.DEAD_STAGE))
          .containsExactlyInAnyOrder("ingress", "predictions");
    }
  }

  private List<InferenceResult> predict(Millrace millrace) throws Exception {
    var signature = millrace.pipeline.catalog().require(MODEL, null).signature();
    var inputs = CsvInputs.bind(data, signature.inputs(), LABEL);
    try (var client =
        new PredictionClient(millrace.pipeline.topics(), millrace.kafka.bootstrap())) {
      var asked = new ArrayList<CompletableFuture<InferenceResult>>();
      for (int i = 0; i < data.rows().size(); i++) {
        asked.add(client.send(new InferenceRequest(
            new RequestId("row-" + i),
            MODEL,
            null,
            inputs.tensors(data.rows().get(i)),
            List.of(),
            Map.of(),
            i % 3 == 0 ? Delivery.JSON : Delivery.PROTOBUF)));
      }
      var results = new ArrayList<InferenceResult>();
      for (var one : asked) {
        results.add(one.get(60, TimeUnit.SECONDS));
      }
      return results;
    }
  }

  private Label truth(int row) {
    return Task.CLASSIFICATION.truth(data, data.rows().get(row), data.column(LABEL));
  }

  private Evaluation evaluation(List<InferenceResult> results) {
    var pairs = new ArrayList<Evaluation.Pair>();
    for (int i = 0; i < results.size(); i++) {
      var outputs = ((InferenceResult.Answered) results.get(i)).outputs();
      pairs.add(new Evaluation.Pair(
          truth(i), PredictionReading.read(Task.CLASSIFICATION, outputs, 1).get(0)));
    }
    return new Evaluation(Task.CLASSIFICATION, pairs);
  }

  private void tell(Millrace millrace, IntPredicate rows) throws Exception {
    var body = IntStream.range(0, data.rows().size())
        .filter(rows)
        .mapToObj(
            row -> "{\"id\":\"row-%d\",\"label\":%s}".formatted(row, truth(row).json()))
        .collect(Collectors.joining(",", "[", "]"));
    var answer = millrace.post("/v2/models/machine-health/feedback", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("\"refused\":0");
  }

  private static void tellOfNobody(Millrace millrace) throws Exception {
    assertThat(millrace
            .post("/feedback", "[{\"id\":\"nobody\",\"label\":1},{\"id\":\"no-one\",\"label\":0}]")
            .statusCode())
        .isEqualTo(200);
  }

  private static KafkaProducer<byte[], byte[]> producer(Millrace millrace) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", millrace.kafka.bootstrap()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static void mark(Millrace millrace) {
    var topics = millrace.pipeline.topics();
    long now = System.currentTimeMillis();
    try (var producer = producer(millrace)) {
      for (var topic : List.of(topics.results(), topics.feedback())) {
        for (int i = 0; i < topic.settings().partitions(); i++) {
          producer.send(Mark.record(topic.name(), i, now));
        }
      }
    }
  }

  private static JsonNode total(Millrace millrace) throws Exception {
    var answer = millrace.get("/qoa/models/machine-health/accuracy?last=1h");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.MAPPER.readTree(answer.body()).path("versions").path(0).path("total");
  }

  private static Map<String, Long> cells(JsonNode total) {
    var cells = new HashMap<String, Long>();
    for (var cell : total.path("classes").path("confusion")) {
      cells.put(
          cell.path("truth").asString() + ">" + cell.path("predicted").asString(),
          cell.path("count").asLong());
    }
    return cells;
  }

  private static Map<String, Long> cells(Evaluation evaluation) {
    var cells = new HashMap<String, Long>();
    evaluation
        .confusion()
        .forEach((truth, row) ->
            row.forEach((predicted, count) -> cells.put(truth + ">" + predicted, (long) count)));
    return cells;
  }
}
