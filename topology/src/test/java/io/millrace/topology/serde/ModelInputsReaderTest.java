package io.millrace.topology.serde;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.model.DataType;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelInputs;
import io.millrace.model.ModelInputs.Column;
import io.millrace.model.ModelSignature;
import io.millrace.model.ModelSignature.TensorSpec;
import io.millrace.model.Shape;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelInputsReaderTest {
  private static final ModelSignature SIGNATURE = signature(
      new TensorSpec("features", DataType.FP32, Shape.of(-1, 3)),
      new TensorSpec("country", DataType.BYTES, Shape.of(-1, 1)),
      new TensorSpec("series", DataType.FP64, Shape.of(-1, -1)));

  private static ModelSignature signature(TensorSpec... inputs) {
    return new ModelSignature(
        List.of(inputs), List.of(new TensorSpec("y", DataType.FP32, Shape.of(-1, 1))), true);
  }

  private static ModelInputs read(String json) {
    return ModelInputsReader.read(json.getBytes(UTF_8), SIGNATURE);
  }

  @Test
  void withoutColumns_allThatHaveAFixedPlace_areWatched() {
    var inputs = read("{}");
    assertThat(inputs.reference()).isEqualTo(1000);
    assertThat(inputs.columns())
        .extracting(Column::name, Column::input, Column::index)
        .containsExactly(
            tuple("features[0]", "features", 0),
            tuple("features[1]", "features", 1),
            tuple("features[2]", "features", 2),
            tuple("country", "country", 0));
  }

  @Test
  void columns_standOneBehindTheOther_orWhereTheySay() {
    var inputs = read("""
        {"reference": 50, "columns": ["a", {"name": "b", "min": -1, "max": 2.5}, {"index": 0, "name": "first"},
          {"input": "features", "index": 2}, "land", {"input": "series", "index": 40, "max": 7}]}""");
    assertThat(inputs)
        .isEqualTo(new ModelInputs(
            0,
            50,
            List.of(
                new Column("features", 0, "a", null, null),
                new Column("features", 1, "b", -1.0, 2.5),
                new Column("features", 0, "first", null, null),
                new Column("features", 2, "features[2]", null, null),
                new Column("country", 0, "land", null, null),
                new Column("series", 40, "series[40]", null, 7.0))));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      [] | an object is wanted
      {"colums": []} | unknown field "colums"; there are [columns, reference]
      {"columns": []} | a list with at least one column is wanted
      {"columns": [7]} | columns[0]: a name or an object is wanted, not 7
      {"columns": [""]} | a name has 1 to 100 characters
      {"columns": ["a", "a"]} | two columns "a"
      {"columns": [{"name": "a", "least": 1}]} | columns[0]: unknown field "least"
      {"columns": [{"name": "a", "min": "x"}]} | columns[0].min: a number is wanted, not "x"
      {"columns": [{"name": "a", "min": 2, "max": 1}]} | column "a": min 2.0 is above max 1.0
      {"columns": [{"input": "other"}]} | columns[0].input: the model has no input "other"
      {"columns": [{"index": 3}]} | input "features" has 3 values in a row, there is none at index 3
      {"columns": [{"index": -1}]} | columns[0].index: a whole number
      {"columns": [{"input": "country", "min": 1}]} | a range is of numbers, input "country" is BYTES
      {"reference": 29} | reference: 29 rows are below 30
      {"reference": 1e99} | reference: a whole number
      {"reference" | no JSON
      """)
  void mistake_isNamed(String json, String mistake) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining(mistake);
  }

  @Test
  void columnsOfAWideModel_areCutOff_orRefusedWhereTheyAreNamed() {
    var wide = signature(new TensorSpec("image", DataType.FP32, Shape.of(-1, 28, 28)));
    assertThat(ModelInputsReader.read("{}".getBytes(UTF_8), wide).columns())
        .hasSize(ModelInputs.MOST_COLUMNS);
    var many = IntStream.rangeClosed(0, 100)
        .mapToObj(i -> "\"c%d\"".formatted(i))
        .collect(Collectors.joining(",", "{\"columns\": [", "]}"));
    assertThatThrownBy(() -> ModelInputsReader.read(many.getBytes(UTF_8), wide))
        .hasMessageContaining("101 are more than 100");
  }

  @Test
  void modelWithoutFixedRows_needsItsColumnsNamed() {
    var open = signature(new TensorSpec("series", DataType.FP32, Shape.of(-1, -1)));
    assertThatThrownBy(() -> ModelInputsReader.read("{}".getBytes(UTF_8), open))
        .hasMessageContaining("no input has rows of a fixed length");
  }
}
