package io.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.ModelSignature.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ModelSignatureTest {
  private static final ModelSignature TWO = new ModelSignature(
      List.of(
          new TensorSpec("a", DataType.INT32, Shape.of(-1, 1)),
          new TensorSpec("b", DataType.INT32, Shape.of(-1, 1))),
      List.of(new TensorSpec("y", DataType.INT32, Shape.of(-1, 1))),
      true);

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

  @Test
  void inputsInAnotherOrder_areBroughtIntoTheModels() {
    var a = column("a", 1, 2);
    var b = column("b", 3, 4);
    assertThat(TWO.arrange(List.of(a, b))).containsExactly(a, b);
    assertThat(TWO.arrange(List.of(b, a))).containsExactly(a, b);
  }

  @Test
  void inputThatIsMissing_orTooMany_orThereTwice_isRefused() {
    var a = column("a", 1);
    var b = column("b", 2);
    assertRefused(List.of(a), "input \"b\" is missing");
    assertRefused(List.of(a, a), "input \"b\" is missing");
    assertRefused(List.of(b, a, column("c", 3)), "inputs [\"b\", \"a\", \"c\"], the model takes");
    assertRefused(List.of(a, b, b), "inputs [\"a\", \"b\", \"b\"], the model takes");
  }

  @Test
  void inputsOfUnequalRows_areRefused_inAnyOrder() {
    var a = column("a", 1, 2);
    var b = column("b", 3);
    assertRefused(List.of(a, b), "input \"a\" has 2 rows, input \"b\" has 1");
    assertRefused(List.of(b, a), "input \"a\" has 2 rows, input \"b\" has 1");
  }

  private static void assertRefused(List<Tensor> given, String why) {
    assertThatThrownBy(() -> TWO.arrange(given))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining(why);
  }

  private static Tensor column(String name, int... values) {
    var data = ByteBuffer.allocate(Integer.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    IntStream.of(values).forEach(data::putInt);
    return new Tensor(name, DataType.INT32, Shape.of(values.length, 1), data.flip());
  }

  private static ModelSignature taking(long... dims) {
    var specs = List.of(new TensorSpec("x", DataType.FP32, Shape.of(dims)));
    return new ModelSignature(specs, specs, true);
  }

  private static List<Tensor> empty(long... dims) {
    return List.of(new Tensor("x", DataType.FP32, Shape.of(dims), ByteBuffer.allocate(0)));
  }
}
