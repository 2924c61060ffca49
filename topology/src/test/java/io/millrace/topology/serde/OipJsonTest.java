package io.millrace.topology.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.millrace.model.DataType;
import io.millrace.model.Delivery;
import io.millrace.model.FailureCode;
import io.millrace.model.InferenceResult;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.model.RequestId;
import io.millrace.model.Shape;
import io.millrace.model.Tensor;
import io.millrace.model.Timings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OipJsonTest {
  private static RequestBody read(String json) {
    return OipJson.readRequest(json.getBytes(StandardCharsets.UTF_8));
  }

  private static RequestBody input(String fields) {
    return read("{\"inputs\":[{" + fields + "}]}");
  }

  private static void refused(String json, FailureCode code, String message) {
    assertThatThrownBy(() -> read(json))
        .asInstanceOf(type(InvalidRequestException.class))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(message))
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'name':'x','shape':[2,2],'datatype':'FP32','data':[1,2.5,-3e0,4]",
        "'name':'x','shape':[2,2],'datatype':'FP32','data':[[1,2.5],[-3,4]]",
        "'data':[[1,2.5],[-3,4]],'parameters':{'a':[NaN1]},'datatype':'FP32','shape':[2,2],'name':'x'",
        "'data':[1,2.5,-3,4],'more':{'deep':[[1]]},'shape':[2,2],'name':'x','datatype':'FP32'",
      })
  void input_takesItsFieldsInAnyOrder_flatOrNested(String fields) {
    assertThat(input(fields.replace("[NaN1]", "[1]").replace('\'', '"')).inputs())
        .containsExactly(Tensors.floats("x", Shape.of(2, 2), 1, 2.5f, -3, 4));
  }

  @Test
  void request_takesIdModelOutputsAndParameters() {
    var body = read("""
            {"id":"7","model_name":"m","model_version":"2","extra":null,"outputs":[{"name":"y","parameters":{}}],
             "parameters":{"s":"a","i":3,"d":0.5,"b":true,"big":18446744073709551615},"inputs":[]}
            """);
    assertThat(body.id()).isEqualTo("7");
    assertThat(body.model()).isEqualTo("m");
    assertThat(body.version()).isEqualTo("2");
    assertThat(body.outputs()).containsExactly("y");
    assertThat(body.parameters())
        .containsEntry("s", "a")
        .containsEntry("i", 3L)
        .containsEntry("d", 0.5)
        .containsEntry("b", true)
        .containsEntry("big", new java.math.BigInteger("18446744073709551615"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "UINT8 | 255 | 255",
        "INT8 | -128 | -128",
        "UINT16 | 65535 | 65535",
        "INT16 | -32768 | -32768",
        "UINT32 | 4294967295 | 4294967295",
        "INT32 | -2147483648 | -2147483648",
        "INT64 | -9223372036854775808 | -9223372036854775808",
        "UINT64 | 18446744073709551615 | -1",
        "INT8 | 3.0 | 3",
        "INT64 | 1e3 | 1000",
        "INT8 | 0e999999999 | 0",
        "BOOL | true | 1",
      })
  void wholeNumber_atTheEdgeOfItsRange_isRead(DataType type, String json, long expected) {
    var body = input(
        "\"name\":\"x\",\"shape\":[1],\"datatype\":\"%s\",\"data\":[%s]".formatted(type, json));
    assertThat(Tensors.toLongs(body.inputs().get(0))).containsExactly(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "UINT8 | 256 | element 0, 256, is out of the range 0 to 255 of UINT8",
        "UINT8 | -1 | element 0, -1, is out of the range 0 to 255 of UINT8",
        "INT8 | 1.5 | element 0, 1.5, is not a whole number",
        "INT64 | 9223372036854775808 | element 0, 9223372036854775808, is out of the range -9223372036854775808 to 9223372036854775807 of INT64",
        "UINT64 | 18446744073709551616 | element 0, 18446744073709551616, is out of the range 0 to 18446744073709551615 of UINT64",
        "UINT64 | -1 | element 0, -1, is out of the range 0 to 18446744073709551615 of UINT64",
        "INT32 | 1e999999999 | element 0, 1e999999999, is out of the range of INT32",
        "INT32 | 1e-999999999 | element 0, 1e-999999999, is not a whole number",
        "INT32 | \"1\" | element 0, the string \"1\", is not a number",
        "BOOL | 1 | element 0, 1, is not true or false",
        "BYTES | 1 | element 0, 1, is not a string",
        "FP32 | true | element 0, true, is not a number",
        "FP32 | null | element 0, null, is not a number",
        "FP32 | {} | element 0, an object, is not a number",
        "FP32 | 1e39 | element 0, 1e39, is out of the range of FP32",
        "FP64 | 1e400 | element 0, 1e400, is out of the range of FP64",
      })
  void element_thatItsTypeDoesNotTake_isNamed(DataType type, String json, String message) {
    refused(
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"%s\",\"data\":[%s]}]}"
            .formatted(type, json),
        FailureCode.INVALID_INPUT,
        "input \"x\" of %s: ".formatted(type) + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[3] | [1] | shape [3] takes 3 elements, the data has 1",
        "[1] | [1,2,3] | shape [1] takes 1 elements, the data has 3",
        "[2,2] | [[1,2],[3]] | nested data has an array of 1 at depth 2, which shape [2, 2] has not",
        "[4] | [[1,2],[3,4]] | nested data has arrays 2 deep, which shape [4] has not",
        "[2,2] | [[1,2],3] | nested data has an element 1 deep, which shape [2, 2] has not",
        "[2,2] | [1,[2,3],4] | nested data has an array among its elements, which shape [2, 2] has not",
        "[3,2] | [[1,2],[3,4]] | nested data has an array of 2 at depth 1, which shape [3, 2] has not",
        "[-1] | [1] | shape [-1] has a negative dimension",
        "[1099511627776] | [1] | shape [1099511627776] takes 1099511627776 elements, the data has 1",
        "[4294967296,4294967296] | [1] | shape [4294967296, 4294967296] has too many elements",
      })
  void data_thatContradictsItsShape_isRefused(String shape, String data, String message) {
    refused(
        "{\"inputs\":[{\"name\":\"x\",\"shape\":%s,\"datatype\":\"FP32\",\"data\":%s}]}"
            .formatted(shape, data),
        FailureCode.INVALID_INPUT,
        "input \"x\": " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ | JSON ends at byte 1 before it is complete",
        "[] | JSON at byte 0: the message must be an object, not an array",
        "{\"inputs\":[]} x | not JSON at byte 15: Unrecognized token 'x'",
        "{\"inputs\":[]} {} | JSON at byte 14: an object after its end",
        "{} | no \"inputs\" in the JSON",
        "{\"inputs\":3} | JSON at byte 10: \"inputs\" must be an array, not 3",
        "{\"inputs\":[3]} | JSON at byte 11: input 0 must be an object, not 3",
        "{\"inputs\":[{}]} | JSON at byte 12: input 0 has no \"name\"",
        "{\"inputs\":[{\"name\":\"x\"}]} | JSON at byte 22: input \"x\" has no \"shape\"",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1]}]} | JSON at byte 34: input \"x\" has no \"datatype\"",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\"}]} | JSON at byte 52: input \"x\" has no \"data\"",
        "{\"inputs\":[{\"name\":3}]} | JSON at byte 19: \"name\" of input 0 must be a string, not 3",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1.5]}]} | JSON at byte 32: a dimension of input \"x\" must be a whole number, not 1.5",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":1}]} | JSON at byte 60: \"data\" of input \"x\" must be an array, not 1",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[NaN]}]} | JSON at byte 61: NaN is not JSON; send it with binary/protobuf",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"INT8\",\"data\":[-Infinity]}]} | JSON at byte 61: -Infinity is not JSON; send it with binary/protobuf",
        "{\"inputs\":[{\"data\":[NaN],\"name\":\"x\",\"shape\":[1],\"datatype\":\"INT8\"}]} | JSON at byte 20: NaN is not JSON; send it with binary/protobuf",
        "{\"parameters\":{\"a\":[]}} | JSON at byte 19: parameter \"a\" must be a string, number or boolean, not an array",
        "{\"inputs\":[],\"outputs\":[{}]} | JSON at byte 25: an element of \"outputs\" has no \"name\"",
        "{\"inputs\":[],\"inputs\":[]} | JSON at byte 13: a second \"inputs\"",
      })
  void text_thatIsNoRequest_isRefusedWithItsByte(String json, String message) {
    refused(json, FailureCode.MALFORMED, message);
  }

  @Test
  void emptyAndDeepTexts_areRefused() {
    refused("", FailureCode.MALFORMED, "JSON ends at byte 0 before it is complete");
    assertThatThrownBy(() -> read("{\"x\":" + "[".repeat(100_000)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("nesting depth (81)");
  }

  @Test
  void input_twice_isRefused() {
    var x = "{\"name\":\"x\",\"shape\":[0],\"datatype\":\"FP32\",\"data\":[]}";
    refused(
        "{\"inputs\":[" + x + "," + x + "]}",
        FailureCode.INVALID_INPUT,
        "two inputs are named \"x\"");
  }

  @Test
  void halfFloats_haveNoJsonForm() {
    refused(
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP16\",\"data\":[1]}]}",
        FailureCode.UNSUPPORTED,
        "input \"x\": FP16 has no JSON form; send protobuf");
  }

  @Test
  void datatype_unknown_isNamed() {
    refused(
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FLOAT\",\"data\":[1]}]}",
        FailureCode.INVALID_INPUT,
        "input \"x\": unknown datatype \"FLOAT\"; the protocol has BOOL, UINT8-64, INT8-64, FP16, BF16, FP32, FP64"
            + " and BYTES. Maybe FP32");
  }

  private static InferenceResult.Answered answer(Tensor output) {
    return new InferenceResult.Answered(
        new RequestId("7"),
        new ModelName("m"),
        new ModelVersion(2),
        List.of(output),
        new Timings(1, 2, 3, 4),
        Delivery.JSON);
  }

  @Test
  void answer_isWrittenFlat_withTheShortestFloats() {
    var json =
        OipJson.writeAnswer(answer(Tensors.floats("y", Shape.of(2, 2), 0.1f, 1, 1e10f, 2e-3f)));
    assertThat(new String(json, StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"id\":\"7\",\"model_name\":\"m\",\"model_version\":\"2\",\"parameters\":{\"queued_us\":1,\"batched_us\":2,"
                + "\"computed_us\":3,\"batch_size\":4},\"outputs\":[{\"name\":\"y\",\"shape\":[2,2],\"datatype\":\"FP32\","
                + "\"data\":[0.1,1.0,1.0E10,0.002]}]}");
  }

  @Test
  void answer_thatJsonCannotCarry_isRefusedWithItsElement() {
    unwritable(
        Tensors.floats("y", Shape.of(4), 0, 0, 0, Float.NaN),
        "output \"y\" holds NaN at element 3, which JSON cannot carry; ask with protobuf");
    unwritable(
        new Tensor("y", DataType.BYTES, Shape.of(1), ByteBuffer.wrap(new byte[] {1, 0, 0, 0, -1})),
        "output \"y\" holds bytes that are no UTF-8 at element 0, which JSON cannot carry; ask with protobuf");
    unwritable(
        new Tensor("y", DataType.BF16, Shape.of(1), ByteBuffer.wrap(new byte[2])),
        "output \"y\" is BF16, which has no JSON form; ask with protobuf");
  }

  private static void unwritable(Tensor output, String message) {
    assertThatThrownBy(() -> OipJson.writeAnswer(answer(output)))
        .asInstanceOf(type(InvalidRequestException.class))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(message))
        .satisfies(e -> assertThat(e.code()).isEqualTo(FailureCode.UNSUPPORTED));
  }

  @Test
  void failure_comesBackAsWritten() {
    var failure = new InferenceResult.Failed(
        new RequestId("7"), "m", null, FailureCode.EXPIRED, "3 \"s\" late", Delivery.JSON);
    var json = OipJson.writeFailure(failure);
    assertThat(new String(json, StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"error\":\"3 \\\"s\\\" late\",\"code\":\"EXPIRED\",\"id\":\"7\",\"model_name\":\"m\"}");
    assertThat(OipJson.readFailure(json, Delivery.JSON)).isEqualTo(failure);
  }
}
