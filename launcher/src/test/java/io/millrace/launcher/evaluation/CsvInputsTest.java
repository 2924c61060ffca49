package io.millrace.launcher.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.DataType;
import io.millrace.model.ModelSignature.TensorSpec;
import io.millrace.model.Shape;
import io.millrace.topology.serde.Tensors;
import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvInputsTest {
  @Test
  void onlyInput_takesAllColumnsButTheLabel_inFileOrder() {
    var table = read("x,label,y\n1,9,2\n3,9,4");
    var inputs = CsvInputs.bind(table, List.of(spec("features", DataType.FP32, -1, 2)), "label");

    assertThat(inputs.tensors(table.rows().get(0)))
        .containsExactly(Tensors.floats("features", Shape.of(1, 2), 1, 2));
    assertThat(inputs.tensors(table.rows()))
        .containsExactly(Tensors.floats("features", Shape.of(2, 2), 1, 2, 3, 4));
  }

  @Test
  void severalInputs_takeTheColumnsOfTheirNames() {
    var table = read("c[1],b.0,a,extra,b.1,c[0]\n6,2,1,0,3,5");
    var specs = List.of(
        spec("a", DataType.INT64, -1),
        spec("b", DataType.FP64, -1, 2),
        spec("c", DataType.INT32, -1, 2));

    assertThat(CsvInputs.bind(table, specs, null).tensors(table.rows().get(0)))
        .containsExactly(
            Tensors.longs("a", Shape.of(1), 1),
            Tensors.doubles("b", Shape.of(1, 2), 2, 3),
            Tensors.ints("c", Shape.of(1, 2), 5, 6));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          [-1, 4]     | [1, 4]
          [1, 4]      | [1, 4]
          [4]         | [4]
          [2, 2]      | [2, 2]
          [-1, 2, 2]  | [1, 2, 2]
          [-1, -1]    | [1, 4]
          [-1, 2, -1] | [1, 2, 2]
          """)
  void shape_ofOneRow_isTheModels(String model, String row) {
    var table = read("a,b,c,d\n1,2,3,4");
    var inputs =
        CsvInputs.bind(table, List.of(new TensorSpec("x", DataType.FP32, shape(model))), null);

    assertThat(inputs.tensors(table.rows().get(0)).get(0).shape()).isEqualTo(shape(row));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          [-1, 3]     | data.csv: input x FP32[-1, 3] takes 3 columns, the file has 2 beside the label "c": a, b
          [-1]        | data.csv: input x FP32[-1] takes 1 columns, the file has 2 beside the label "c": a, b
          """)
  void wrongNumberOfColumns_isRefused(String model, String reason) {
    var specs = List.of(new TensorSpec("x", DataType.FP32, shape(model)));

    assertThatThrownBy(() -> CsvInputs.bind(read("a,b,c\n1,2,3"), specs, "c"))
        .isInstanceOf(CsvException.class)
        .hasMessage(reason);
  }

  @Test
  void missingColumns_areNamed() {
    var table = read("a,b_0\n1,2");
    var a = spec("a", DataType.FP32, -1, 1);

    assertThatThrownBy(() ->
            CsvInputs.bind(table, List.of(a, spec("b", DataType.FP32, -1, 3)), null))
        .hasMessage(
            "data.csv: input b FP32[-1, 3] takes the columns b_0 to b_2; the file has a, b_0");
    assertThatThrownBy(() ->
            CsvInputs.bind(table, List.of(a, spec("c", DataType.FP32, -1, 1)), null))
        .hasMessage("data.csv: input c FP32[-1, 1] takes the column c; the file has a, b_0");
    assertThatThrownBy(() -> CsvInputs.bind(table, List.of(a), "target"))
        .hasMessage("data.csv: no column \"target\"; the columns are a, b_0");
  }

  @Test
  void textAndBooleans_areTaken() {
    var table = read("name,on\n Zoë ,TRUE\n,0");
    var specs = List.of(spec("name", DataType.BYTES, -1), spec("on", DataType.BOOL, -1));

    assertThat(CsvInputs.bind(table, specs, null).tensors(table.rows()))
        .containsExactly(
            Tensors.strings("name", Shape.of(2), " Zoë ", ""),
            Tensors.booleans("on", Shape.of(2), true, false));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          INT8   | -128
          INT8   | 127.0
          UINT8  | 255
          UINT64 | 18446744073709551615
          INT64  | -9223372036854775808
          INT32  | 1e3
          INT32  | 0e-40
          FP32   | .5
          """)
  void numbers_withinTheirRange_areTaken(DataType type, String text) {
    assertThat(cell(type, text)).hasSize(type.size());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          INT8   | 128                  | is out of the range of INT8
          UINT8  | -1                   | is out of the range of UINT8
          UINT64 | 18446744073709551616 | is out of the range of UINT64
          INT64  | 1e999999999          | is out of the range of INT64
          INT32  | 1.5                  | is no whole number
          INT32  | 1e-999999999         | is no whole number
          INT32  | ''                   | is no number
          FP32   | 1e39                 | is out of the range of FP32
          FP64   | NaN                  | is no number
          FP64   | 1d                   | is no number
          BOOL   | yes                  | is neither true, false, 0 nor 1
          FP16   | 1                    | cannot be sent: FP16 has no JSON form
          """)
  void wrongCell_isNamed(DataType type, String text, String reason) {
    assertThatThrownBy(() -> cell(type, text))
        .isInstanceOf(CsvException.class)
        .hasMessage("data.csv line 2 column \"v\": \"%s\" %s".formatted(text, reason));
  }

  private static byte[] cell(DataType type, String text) {
    var table = read("v,w\n\"" + text + "\",0");
    var inputs = CsvInputs.bind(table, List.of(spec("v", type, -1)), "w");
    return inputs.tensors(table.rows()).get(0).data().array();
  }

  private static TensorSpec spec(String name, DataType type, long... dims) {
    return new TensorSpec(name, type, Shape.of(dims));
  }

  private static Shape shape(String text) {
    return Shape.of(Arrays.stream(text.replaceAll("[\\[\\] ]", "").split(",", -1))
        .mapToLong(Long::parseLong)
        .toArray());
  }

  private static CsvTable read(String text) {
    return CsvTable.read("data.csv", new StringReader(text));
  }
}
