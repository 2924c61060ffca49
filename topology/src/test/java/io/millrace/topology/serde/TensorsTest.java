package io.millrace.topology.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.DataType;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.Shape;
import io.millrace.model.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

final class TensorsTest {
  private static final Shape TWO = Shape.of(2);

  @Test
  void values_comeBackAsGiven() {
    assertThat(Tensors.toFloats(Tensors.floats("x", TWO, 0.1f, -2))).containsExactly(0.1f, -2);
    assertThat(Tensors.toDoubles(Tensors.doubles("x", TWO, 0.1, -2))).containsExactly(0.1, -2);
    assertThat(Tensors.toLongs(Tensors.longs("x", TWO, 1L << 60, -2)))
        .containsExactly(1L << 60, -2);
    assertThat(Tensors.toLongs(Tensors.ints("x", TWO, 1, -2))).containsExactly(1, -2);
    assertThat(Tensors.toLongs(Tensors.booleans("x", TWO, true, false))).containsExactly(1, 0);
    assertThat(Tensors.toStrings(Tensors.strings("x", TWO, "", "Grüße")))
        .containsExactly("", "Grüße");
    assertThat(Tensors.toFloats(Tensors.longs("x", TWO, 3, -2))).containsExactly(3, -2);
  }

  @Test
  void halfFloats_areWidened() {
    assertThat(Tensors.toDoubles(shorts(DataType.FP16, 0x3c00, 0xc000, 0x0001, 0x7c00, 0x3555)))
        .containsExactly(1, -2, 0x1p-24, Double.POSITIVE_INFINITY, 0.333251953125);
    assertThat(Tensors.toFloats(shorts(DataType.BF16, 0x3f80, 0xc000))).containsExactly(1, -2);
  }

  @Test
  void unsignedLongs_areNeverNegativeAsDoubles() {
    var data = ByteBuffer.allocate(8).putLong(-1L).flip();
    assertThat(Tensors.toDoubles(new Tensor("x", DataType.UINT64, Shape.of(1), data)))
        .containsExactly(0x1p64);
  }

  @Test
  void wrongKindsAndCounts_areRefused() {
    assertThatThrownBy(() -> Tensors.toLongs(Tensors.floats("x", TWO, 1, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tensor \"x\" of FP32 holds no numbers of that kind");
    assertThatThrownBy(() -> Tensors.strings("x", TWO, "one"))
        .isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> Tensors.floats("x", TWO, 1))
        .isInstanceOf(InvalidRequestException.class);
  }

  private static Tensor shorts(DataType type, int... bits) {
    var data = ByteBuffer.allocate(2 * bits.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : bits) {
      data.putShort((short) value);
    }
    return new Tensor("x", type, Shape.of(bits.length), data.flip());
  }

  @Test
  void booleanThatIsNeither_isRefused() {
    assertThatThrownBy(() -> TensorChecks.checked(
            "input", "x", DataType.BOOL, Shape.of(3), ByteBuffer.wrap(new byte[] {0, 1, 2})))
        .hasMessage("input \"x\": the BOOL element 2 is 2, neither 0 nor 1");
  }
}
