package io.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.ModelSignature.TensorSpec;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelSignatureTest {
  @Test
  void shapeWithoutElements_mayHaveAsManyPlacesAsTheModelFixes_andFewOfItsOwn() {
    var images = taking(-1, 224, 224, 3);
    assertThat(images.arrange(empty(0, 224, 224, 3))).hasSize(1);
    assertThat(taking(-1, -1, -1).arrange(empty(0, 256, 256))).hasSize(1);
  }

  @Test
  void shapeWithoutElements_andManyPlacesOnAnyAxis_isRefused() {
    for (var shape : List.of(
        Shape.of(2_000_000_000L, 0, 1),
        Shape.of(0, 2_000_000_000_000L, 1),
        Shape.of(0, 1, Long.MAX_VALUE),
        Shape.of(65536, 0, 65536),
        Shape.of(0, Long.MAX_VALUE, Long.MAX_VALUE))) {
      assertThatThrownBy(() -> taking(-1, -1, -1).arrange(empty(shape.dims())))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("input \"x\" of shape " + shape)
          .hasMessageContaining("no elements");
    }
  }

  private static ModelSignature taking(long... dims) {
    var specs = List.of(new TensorSpec("x", DataType.FP32, Shape.of(dims)));
    return new ModelSignature(specs, specs, true);
  }

  private static List<Tensor> empty(long... dims) {
    return List.of(new Tensor("x", DataType.FP32, Shape.of(dims), ByteBuffer.allocate(0)));
  }
}
