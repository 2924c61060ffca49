package io.millrace.connectors.celery.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.connectors.celery.task.TaskFailure;
import io.millrace.model.DataType;
import io.millrace.model.ModelSignature;
import io.millrace.model.ModelSignature.TensorSpec;
import io.millrace.model.Shape;
import io.millrace.topology.serde.Tensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ArgumentTensorsTest {
  private static final ModelSignature ONE = new ModelSignature(
      List.of(new TensorSpec("x", DataType.FP32, Shape.of(-1, 2))), List.of(), true);
  private static final ModelSignature TWO = new ModelSignature(
      List.of(
          new TensorSpec("n", DataType.INT64, Shape.of(-1, 1)),
          new TensorSpec("t", DataType.BYTES, Shape.of(-1, 1))),
      List.of(),
      true);

  @Test
  void rows_andOneRow_becomeTensors() {
    var rows = ArgumentTensors.of(ONE, "features", List.of(List.of(1, 2.5), List.of(3, true)));
    assertThat(rows.oneRow()).isFalse();
    assertThat(rows.tensors().get(0).shape()).isEqualTo(Shape.of(2, 2));
    assertThat(Tensors.toFloats(rows.tensors().get(0))).containsExactly(1, 2.5f, 3, 1);

    var row = ArgumentTensors.of(ONE, "features", List.of(1, 2));
    assertThat(row.oneRow()).isTrue();
    assertThat(row.tensors().get(0).shape()).isEqualTo(Shape.of(1, 2));
    assertThat(ArgumentTensors.values(row.tensors(), true))
        .isEqualTo(Map.of("x", List.of(1.0, 2.0)));
  }

  @Test
  void arrays_andNamedInputs_becomeTensors() {
    var bytes =
        ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putDouble(1.5).putDouble(2);
    var array = Map.of("data", bytes.array(), "shape", List.of(1, 2), "dtype", "float64");
    assertThat(Tensors.toFloats(
            ArgumentTensors.of(ONE, "features", array).tensors().get(0)))
        .containsExactly(1.5f, 2);

    var named = ArgumentTensors.of(
        TWO, "features", Map.of("n", List.of(List.of(7)), "t", List.of(List.of("a"))));
    assertThat(Tensors.toLongs(named.tensors().get(0))).containsExactly(7);
    assertThat(Tensors.toStrings(named.tensors().get(1))).containsExactly("a");
  }

  @Test
  void whatDoesNotFit_isToldWithItsPlace() {
    refused(ONE, "rows.csv", "features: 'rows.csv' is text; files are not read for a caller");
    refused(
        ONE, List.of(1, 2, 3), "features: shape [3] does not fit, the model takes x FP32[-1, 2]");
    refused(ONE, List.of(List.of(1, 2), List.of(1)), "features: [1] is no list of 2");
    refused(ONE, List.of("a", "b"), "features: 'a' is no value of x FP32[-1, 2]");
    refused(ONE, null, "features: None stands where a value is expected");
    refused(ONE, Map.of("shape", List.of(1)), "an array is an object with data, shape and dtype");
    refused(TWO, List.of(1), "send an object with these names");
    refused(TWO, Map.of("n", List.of(List.of(1))), "\"t\" is missing");
    refused(
        TWO,
        Map.of("n", List.of(List.of(1.5)), "t", List.of(List.of("a"))),
        "features[n]: 1.5 is no value of n INT64[-1, 1]");
  }

  private static void refused(ModelSignature signature, @Nullable Object value, String message) {
    assertThatExceptionOfType(TaskFailure.class)
        .isThrownBy(() -> ArgumentTensors.of(signature, "features", value))
        .withMessageContaining(message);
  }
}
