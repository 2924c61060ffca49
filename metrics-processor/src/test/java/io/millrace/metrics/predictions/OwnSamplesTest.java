package io.millrace.metrics.predictions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.model.Delivery;
import io.millrace.model.FailureCode;
import io.millrace.model.InferenceResult;
import io.millrace.model.ModelFeedback;
import io.millrace.model.RequestId;
import io.millrace.model.Shape;
import io.millrace.model.Tensor;
import io.millrace.model.qoa.QoaSample;
import io.millrace.topology.Mark;
import io.millrace.topology.serde.Tensors;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnSamplesTest {
  private static final long NOW = 1_760_000_040_000L;

  @TempDir
  Path folder;

  private @Nullable PredictionsDriver opened;

  @BeforeEach
  void open() {
    opened = new PredictionsDriver(folder);
  }

  @AfterEach
  void close() {
    stage().close();
  }

  private PredictionsDriver stage() {
    return Objects.requireNonNull(opened);
  }

  private static Tensor probabilities(float... ofOne) {
    var values = new float[2 * ofOne.length];
    for (int i = 0; i < ofOne.length; i++) {
      values[2 * i] = 1 - ofOne[i];
      values[2 * i + 1] = ofOne[i];
    }
    return Tensors.floats("p", Shape.of(ofOne.length, 2), values);
  }

  private void contractOn(String... metrics) {
    var objectives = new StringBuilder();
    for (var metric : metrics) {
      objectives
          .append(objectives.isEmpty() ? "" : ",")
          .append("{\"name\": \"%s\", \"metric\": \"%s\", \"operator\": \"<=\", \"value\": 1}"
              .formatted(metric, metric));
    }
    stage().contract("{\"objectives\": [%s]}".formatted(objectives));
  }

  private void fail(@Nullable String model, FailureCode code) {
    var failure = new InferenceResult.Failed(
        new RequestId("f"), model, "1", code, "for a reason", Delivery.JSON);
    var headers = new RecordHeaders();
    stage()
        .result(
            PredictionsDriver.TOPICS
                .results()
                .values()
                .serializer()
                .serialize("", headers, failure),
            headers,
            NOW);
  }

  @Test
  void withoutContracts_neitherValuesNorTimesAreTold() {
    stage().answer("a", NOW, probabilities(0.75f));
    stage().mark(NOW + 60_000);
    assertThat(stage().told()).isEmpty();
  }

  @Test
  void answer_tellsWhatContractsLookAt_atTheTimeAtWhichItWasThere() {
    contractOn("response_time", "confidence");
    stage().answer("a", NOW, probabilities(0.75f, 0.25f));
    assertThat(stage().samples())
        .extracting(
            QoaSample::application,
            QoaSample::stage,
            QoaSample::instance,
            QoaSample::metric,
            QoaSample::value,
            QoaSample::time)
        .containsExactly(
            tuple("millrace", "pump", "1", "response_time", 0.0015, NOW + 1),
            tuple("millrace", "pump", "1", "confidence", 0.75, NOW + 1),
            tuple("millrace", "pump", "1", "confidence", 0.75, NOW + 1));
  }

  @Test
  void marks_areTold_byAnswersAndTruths() {
    contractOn("response_time");
    stage().mark(NOW);
    assertThat(stage().told())
        .extracting(record -> Mark.source(record.headers()), record -> Mark.time(record.headers()))
        .contains(tuple("predictions/0", NOW), tuple("predictions-join/0", NOW));
  }

  @Test
  void contractTakenBack_lastMarkIsTold_once() {
    contractOn("response_time");
    stage().mark(NOW);
    stage().told();
    stage().withdrawContract();
    stage().mark(NOW + 5000);
    stage().mark(NOW + 9000);
    assertThat(stage().told())
        .extracting(record -> Mark.source(record.headers()), record -> Mark.time(record.headers()))
        .containsExactlyInAnyOrder(
            tuple("predictions/0", Mark.END), tuple("predictions-join/0", Mark.END));
  }

  @Test
  void errorRate_isOneOfAFailure_andNoneOfAnAnswer() {
    stage().declare((ModelFeedback) null);
    contractOn("error_rate");
    stage().answer("a", NOW, probabilities(0.75f));
    fail("pump", FailureCode.EXPIRED);
    assertThat(stage().samples())
        .extracting(QoaSample::value, sample -> sample.labels().get("code"))
        .containsExactly(tuple(0.0, null), tuple(1.0, "EXPIRED"));
  }

  @Test
  void failureOfNoModel_isNoSample() {
    stage().declare((ModelFeedback) null);
    contractOn("error_rate");
    fail("nobody", FailureCode.UNKNOWN_MODEL);
    fail(null, FailureCode.MALFORMED);
    assertThat(stage().told())
        .extracting(record -> Mark.time(record.headers()))
        .containsExactly(NOW); // nothing but that time has gone on
  }

  @Test
  void truth_tellsWhetherEachRowWasRight_whenBothAreKnown() {
    stage().declare(Duration.ofHours(1));
    contractOn("accuracy");
    stage().answer("a", NOW, probabilities(0.75f, 0.25f));
    stage().feedback(null, "{\"id\":\"a\",\"label\":[1,1]}", NOW + 5000);
    assertThat(stage().samples())
        .extracting(QoaSample::metric, QoaSample::value, QoaSample::time)
        .containsExactly(tuple("accuracy", 1.0, NOW + 5000), tuple("accuracy", 0.0, NOW + 5000));
  }

  @Test
  void truthThatIsANumber_tellsHowFarThePredictionWasOff() {
    stage().declare(new ModelFeedback(Duration.ofHours(1), true));
    contractOn("mae");
    stage().answer("a", NOW, Tensors.floats("y", Shape.of(1, 1), 2.5f));
    stage().feedback(null, "{\"id\":\"a\",\"value\":2}", NOW + 5000);
    assertThat(stage().samples())
        .extracting(QoaSample::metric, QoaSample::value)
        .containsExactly(tuple("mae", 0.5));
  }
}
