package io.millrace.topology.serde;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Delivery;
import io.millrace.model.FailureCode;
import io.millrace.model.InferenceResult;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.model.RequestId;
import io.millrace.model.Shape;
import io.millrace.model.Tensor;
import io.millrace.model.Timings;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultGlanceTest {
  private static final Timings TIMINGS = new Timings(5, 6, 7, 8);

  private static @Nullable ResultGlance glance(InferenceResult result) {
    try (var serde = new InferenceResultSerde()) {
      var headers = new RecordHeaders();
      return ResultGlance.of(headers, serde.serializer().serialize("t", headers, result));
    }
  }

  private static ResultGlance glance(Delivery delivery, Tensor... outputs) {
    return Objects.requireNonNull(glance(new InferenceResult.Answered(
        new RequestId("a"),
        new ModelName("m"),
        new ModelVersion(3),
        List.of(outputs),
        TIMINGS,
        delivery)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void answer_saysWhoseItIs_itsTimings_andItsConfidence(boolean json) {
    var glance = glance(
        json ? Delivery.JSON : Delivery.PROTOBUF,
        Tensors.longs("class", Shape.of(2, 1), 1, 0),
        Tensors.doubles("p", Shape.of(2, 3), 0.1, 0.7, 0.2, 0.5, 0.25, 0.25));
    assertThat(glance.model()).isEqualTo("m");
    assertThat(glance.version()).isEqualTo("3");
    assertThat(glance.timings()).isEqualTo(TIMINGS);
    assertThat(glance.confidences()).containsExactly(0.7, 0.5);
  }

  @Test
  void outputsThatAreNoProbabilities_haveNoConfidence() {
    var logits = Tensors.floats("y", Shape.of(1, 2), -1, 2);
    var numbers = Tensors.floats("y", Shape.of(1, 2), 0.5f, 0.9f);
    var single = Tensors.floats("y", Shape.of(1, 1), 0.5f);
    assertThat(glance(Delivery.PROTOBUF, logits).confidences()).isEmpty();
    assertThat(glance(Delivery.PROTOBUF, numbers).confidences()).isEmpty();
    assertThat(glance(Delivery.PROTOBUF, single).confidences()).isEmpty();
    assertThat(glance(Delivery.PROTOBUF, Tensors.floats("y", Shape.of(1, 2), Float.NaN, 1))
            .confidences())
        .isEmpty();
  }

  @Test
  void noMoreThanTheFirstRows_areLookedAt() {
    var values = new float[2 * 1000];
    for (int i = 0; i < values.length; i++) {
      values[i] = 0.5f;
    }
    assertThat(glance(Delivery.PROTOBUF, Tensors.floats("p", Shape.of(1000, 2), values))
            .confidences())
        .hasSize(ResultGlance.MOST_ROWS);
  }

  @Test
  void failure_hasNone() {
    assertThat(glance(new InferenceResult.Failed(
            new RequestId("a"), "m", "1", FailureCode.EXPIRED, "late", Delivery.PROTOBUF)))
        .isNull();
    assertThat(ResultGlance.of(new RecordHeaders(), null)).isNull();
  }
}
