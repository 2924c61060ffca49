package io.millrace.launcher.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.DataType;
import io.millrace.model.ModelSignature.TensorSpec;
import io.millrace.model.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestJsonTest {
  private static final List<TensorSpec> SPECS = List.of(
      new TensorSpec("x", DataType.FP32, Shape.of(-1, 2)),
      new TensorSpec("n", DataType.INT64, Shape.of(-1)));

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          [[1,2]]       | [1,2]   | [[1,2]]
          [[1,2],[3,4]] | [2,2]   | [[1,2],[3,4]]
          [1,2]         | [1,2]   | [1,2]
          [[[1,2]]]     | [1,1,2] | [[[1,2]]]
          [[]]          | [1,0]   | [[]]
          """)
  void values_tellTheShape(String value, String shape, String data) {
    var request = RequestJson.complete(RequestJson.parse("{\"x\":" + value + "}"), SPECS);

    assertThat(request)
        .hasToString(
            "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":%s,\"data\":%s}]}"
                .formatted(shape, data));
  }

  @Test
  void singleValue_isOneRow() {
    assertThat(RequestJson.complete(RequestJson.parse("{\"n\":5}"), SPECS))
        .hasToString(
            "{\"inputs\":[{\"name\":\"n\",\"datatype\":\"INT64\",\"shape\":[1],\"data\":[5]}]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"[[1,2],[3]]", "[1,[2]]", "[[1],2]", "[[1],[[2]]]", "[[],[1]]"})
  void unevenLists_areRefused(String value) {
    assertThatThrownBy(
            () -> RequestJson.complete(RequestJson.parse("{\"x\":" + value + "}"), SPECS))
        .isInstanceOf(ApiException.class)
        .hasMessage("input \"x\": its lists differ in length or depth");
  }

  @Test
  void unknownInput_isRefused() {
    assertThatThrownBy(() -> RequestJson.complete(RequestJson.parse("{\"y\":[1]}"), SPECS))
        .hasMessage("the model has no input \"y\"; it takes x FP32[-1, 2], n INT64[-1]");
  }

  @Test
  void request_isToldFromShorthand() {
    assertThat(RequestJson.isComplete(RequestJson.parse("{\"inputs\":[{\"name\":\"x\"}]}")))
        .isTrue();
    assertThat(RequestJson.isComplete(RequestJson.parse("{\"inputs\":[[1,2]]}")))
        .isFalse();
    assertThatThrownBy(() -> RequestJson.parse("[1]")).hasMessage("the input is no JSON object");
    assertThatThrownBy(() -> RequestJson.parse("{"))
        .hasMessageStartingWith("the input is no JSON: ");
  }
}
