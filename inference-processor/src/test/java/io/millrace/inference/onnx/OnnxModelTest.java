package io.millrace.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OrtEnvironment;
import io.millrace.model.DataType;
import io.millrace.model.Shape;
import io.millrace.model.Tensor;
import io.millrace.port.ModelRefusedException;
import io.millrace.topology.serde.Tensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OnnxModelTest {
  @TempDir
  Path folder;

  @ParameterizedTest
  @EnumSource(DataType.class)
  void everyType_comesBackBitForBit_aloneAndBatched(DataType type) throws Exception {
    try (var model = load(TestModels.identity(type, "batch", 3))) {
      var one = random(type, 2, new Random(1));
      var other = random(type, 5, new Random(2));

      var together = model.run(List.of(List.of(one), List.of(other)));

      assertThat(model.run(List.of(List.of(one))).get(0).get(0).view()).isEqualTo(one.view());
      assertThat(together.get(0).get(0).view()).isEqualTo(one.view());
      assertThat(together.get(1).get(0).view()).isEqualTo(other.view());
      assertThat(together.get(1).get(0).shape()).isEqualTo(Shape.of(5, 3));
    }
  }

  @Test
  void signature_namesTypesAndShapes() throws Exception {
    try (var model = load(TestModels.sumAndProduct())) {
      assertThat(model.signature().inputs())
          .extracting(Object::toString)
          .containsExactly("a FP32[-1, 2]", "b FP32[-1, 2]");
      assertThat(model.signature().outputs())
          .extracting(Object::toString)
          .containsExactly("sum FP32[-1, 2]", "product FP32[-1, 2]");
      assertThat(model.signature().batchable()).isTrue();
    }
  }

  @Test
  void modelThatMixesRows_isNotBatched() throws Exception {
    try (var model = load(TestModels.centering())) {
      assertThat(model.signature().batchable()).isFalse();
    }
  }

  @Test
  void fixedFirstAxis_isNotBatched_andRuns() throws Exception {
    try (var model = load(TestModels.doubling(4, 2))) {
      assertThat(model.signature().batchable()).isFalse();
      var input = Tensors.floats("x", Shape.of(4, 2), 1, 2, 3, 4, 5, 6, 7, 8);
      assertThat(Tensors.toFloats(model.run(List.of(List.of(input))).get(0).get(0)))
          .containsExactly(2, 4, 6, 8, 10, 12, 14, 16);
    }
  }

  @Test
  void rowsOfAnyShape_shareNoBatchWithOthers_andRun() throws Exception {
    try (var model = load(TestModels.doubling("batch", "length"))) {
      assertThat(model.signature().batchable()).isTrue();
      var input = Tensors.floats("x", Shape.of(1, 3), 1, 2, 3);
      assertThat(Tensors.toFloats(model.run(List.of(List.of(input))).get(0).get(0)))
          .containsExactly(2, 4, 6);
    }
  }

  @Test
  void outputsThatAreMaps_areLeftOut() throws Exception {
    try (var model = load(TestModels.classifierWithMaps())) {
      assertThat(model.signature().outputs()).extracting(o -> o.name()).containsExactly("label");
      var row = Tensors.floats("p", Shape.of(1, 2), 0.2f, 0.8f);
      assertThat(Tensors.toLongs(model.run(List.of(List.of(row))).get(0).get(0)))
          .containsExactly(1);
    }
  }

  @Test
  void fileThatIsNoModel_isRefusedWithTheReason() throws Exception {
    var file = Files.writeString(folder.resolve("model.onnx"), "this is no model");
    assertThatThrownBy(() -> OnnxModel.load(file))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("ONNX Runtime cannot load it")
        .hasMessageNotContaining(folder.toString());
  }

  @Test
  void runtime_isTheVersionThatSendsNoTelemetry() {
    assertThat(OrtEnvironment.getEnvironment().getVersion()).isEqualTo("1.28.0");
  }

  private OnnxModel load(ModelProto model) throws ModelRefusedException {
    return OnnxModel.load(TestModels.write(model, folder.resolve("model.onnx")));
  }

  private static Tensor random(DataType type, int rows, Random random) {
    var shape = Shape.of(rows, 3);
    if (type == DataType.BYTES) {
      var words = new String[rows * 3];
      for (int i = 0; i < words.length; i++) {
        words[i] = "é".repeat(random.nextInt(4)) + i;
      }
      return Tensors.strings("x", shape, words);
    }
    var data = ByteBuffer.allocate(rows * 3 * type.size()).order(ByteOrder.LITTLE_ENDIAN);
    while (data.hasRemaining()) {
      // Any bits but a boolean's, of which there are two.
      data.put((byte) (type == DataType.BOOL ? random.nextInt(2) : random.nextInt(120)));
    }
    if (type == DataType.UINT16 || type == DataType.UINT32 || type == DataType.UINT64) {
      data.put(type.size() - 1, (byte) 0xFF);
    }
    return new Tensor("x", type, shape, data.flip());
  }
}
