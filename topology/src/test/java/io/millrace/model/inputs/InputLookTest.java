package io.millrace.model.inputs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.DataType;
import io.millrace.model.ModelInputs;
import io.millrace.model.ModelInputs.Column;
import io.millrace.model.ModelSignature;
import io.millrace.model.ModelSignature.TensorSpec;
import io.millrace.model.Shape;
import io.millrace.model.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputLookTest {
  private static InputSample look(
      ModelSignature signature, ModelInputs declared, Tensor... inputs) {
    var look = Objects.requireNonNull(InputLook.of(declared, signature));
    return new InputSample.Reader().read(look.look(List.of(inputs)));
  }

  private static ModelSignature signature(boolean batchable, TensorSpec... inputs) {
    return new ModelSignature(List.of(inputs), List.of(), batchable);
  }

  private static ModelInputs columns(Column... columns) {
    return new ModelInputs(7, 1000, List.of(columns));
  }

  private static Column column(String input, int index) {
    return new Column(input, index, input + index, null, null);
  }

  private static Tensor floats(String name, long width, float... values) {
    var data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      data.putFloat(value);
    }
    return new Tensor(name, DataType.FP32, Shape.of(values.length / width, width), data.flip());
  }

  private static Tensor texts(String name, String... values) {
    var data = ByteBuffer.allocate(1000).order(ByteOrder.LITTLE_ENDIAN);
    for (var value : values) {
      var bytes = value.getBytes(UTF_8);
      data.putInt(bytes.length).put(bytes);
    }
    return new Tensor(name, DataType.BYTES, Shape.of(values.length, 1), data.flip());
  }

  private static final TensorSpec X = new TensorSpec("x", DataType.FP32, Shape.of(-1, 2));
  private static final TensorSpec T = new TensorSpec("t", DataType.BYTES, Shape.of(-1, 1));

  @Test
  void sample_hasSchemaAndValues_afterItsBytesWereRead() {
    var declared = columns(new Column("x", 1, "speed", -1.0, 3.0), column("t", 0));
    var sample = look(
        signature(true, X, T),
        declared,
        floats("x", 2, 1, 2.5f, 3, Float.NaN),
        texts("t", "red", ""));
    assertThat(sample.rows()).isEqualTo(2);
    assertThat(sample.schema())
        .isEqualTo(new InputSchema(
            7,
            1000,
            List.of(
                new InputSchema.Column("speed", false, -1.0, 3.0),
                new InputSchema.Column("t0", true, null, null))));
    assertThat(sample.value(0, 0)).isEqualTo(2.5);
    assertThat(sample.value(1, 0)).isNaN();
    assertThat(sample.value(0, 1)).isBetween(0.0, 63.0);
    assertThat(sample.value(1, 1)).isNaN();
  }

  @Test
  void rows_haveTheSameHash_onlyIfAllInputsAreTheSame() {
    var sample = look(
        signature(true, X, T),
        columns(column("x", 0)),
        floats("x", 2, 1, 2, 1, 2, 1, 3, 1, 2),
        texts("t", "a", "a", "a", "b"));
    long[] hashes = sample.hashes();
    assertThat(hashes[1]).isEqualTo(hashes[0]);
    assertThat(Arrays.stream(hashes).distinct().count()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "BOOL, 01, 1",
    "INT8, ff, -1",
    "UINT8, ff, 255",
    "INT16, feff, -2",
    "UINT16, feff, 65534",
    "INT32, feffffff, -2",
    "UINT32, feffffff, 4294967294",
    "INT64, feffffffffffffff, -2",
    "UINT64, 0000000000000080, 9223372036854775808",
    "FP16, 0042, 3.0",
    "FP16, 01c0, -2.001953125",
    "FP16, 0100, 5.9604644775390625e-8",
    "FP16, 007c, Infinity",
    "BF16, 4040, 3.0",
    "FP64, 9a9999999999b93f, 0.1"
  })
  void value_ofEveryType_isReadAsANumber(DataType type, String hex, double expected) {
    var bytes = java.util.HexFormat.of().parseHex(hex);
    var sample = look(
        signature(true, new TensorSpec("v", type, Shape.of(-1, 1))),
        columns(column("v", 0)),
        new Tensor("v", type, Shape.of(1, 1), ByteBuffer.wrap(bytes)));
    assertThat(sample.value(0, 0)).isEqualTo(expected);
    assertThat(sample.schema().columns().get(0).category()).isEqualTo(type == DataType.BOOL);
  }

  @Test
  void manyRows_areLookedAtUpToALimit() {
    var values = new float[2 * 250];
    var sample = look(signature(true, X), columns(column("x", 0)), floats("x", 2, values));
    assertThat(sample.rows()).isEqualTo(250);
    assertThat(sample.hashes()).hasSize(InputSample.MOST_ROWS);
    var wide = new TensorSpec("w", DataType.FP32, Shape.of(-1, 100));
    var all = IntStream.range(0, 100).mapToObj(i -> column("w", i)).toArray(Column[]::new);
    var cut = look(signature(true, wide), columns(all), floats("w", 100, new float[100 * 60]));
    assertThat(cut.rows()).isEqualTo(60);
    assertThat(cut.hashes()).hasSize(InputSample.MOST_VALUES / 100);
  }

  @Test
  void modelWithoutBatches_isOneRow() {
    var fixed = new TensorSpec("x", DataType.FP32, Shape.of(2, 2));
    var sample = look(signature(false, fixed), columns(column("x", 3)), floats("x", 2, 1, 2, 3, 4));
    assertThat(sample.rows()).isEqualTo(1);
    assertThat(sample.value(0, 0)).isEqualTo(4);
  }

  @Test
  void shorterRow_hasNoneInItsPlace_andAVersionWithoutTheInput_hasNoSuchColumn() {
    var open = new TensorSpec("s", DataType.FP32, Shape.of(-1, -1));
    var sample =
        look(signature(true, open), columns(column("s", 5), column("x", 0)), floats("s", 2, 1, 2));
    assertThat(sample.schema().columns()).hasSize(1);
    assertThat(sample.value(0, 0)).isNaN();
    assertThat(InputLook.of(columns(column("other", 0)), signature(true, open))).isNull();
  }

  @Test
  void bytesThatAreNoSample_areRefused() {
    var reader = new InputSample.Reader();
    var whole = Objects.requireNonNull(InputLook.of(columns(column("x", 0)), signature(true, X)))
        .look(List.of(floats("x", 2, 1, 2)));
    for (int length = 0; length < whole.length; length++) {
      var cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> reader.read(cut)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> reader.read(Arrays.copyOf(whole, whole.length + 1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(reader.read(whole).value(0, 0)).isEqualTo(1);
  }
}
