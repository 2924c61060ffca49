package io.millrace.topology.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.model.DataType;
import io.millrace.model.Delivery;
import io.millrace.model.InferenceRequest;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.model.RequestId;
import io.millrace.model.Shape;
import io.millrace.model.Tensor;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OipProtobufTest {

  @Test
  void request_isReadByTheProtocolsOwnDescriptor() throws InvalidProtocolBufferException {
    Map<String, Object> parameters = new TreeMap<>();
    parameters.put("b", true);
    parameters.put("d", 0.5);
    parameters.put("i", -3L);
    parameters.put("s", "");
    parameters.put("u", new BigInteger("18446744073709551615"));
    var request = new InferenceRequest(
        new RequestId("7"),
        new ModelName("m"),
        new ModelVersion(2),
        List.of(
            Tensors.floats("x", Shape.of(1, 2), 1, 2), Tensors.strings("s", Shape.of(), "Grüße")),
        List.of("y"),
        parameters,
        Delivery.PROTOBUF);
    var message = DynamicMessage.parseFrom(WireSchema.REQUEST, OipProtobuf.writeRequest(request));
    assertThat(message.getUnknownFields().asMap()).isEmpty();
    assertThat(message).hasToString("""
            model_name: "m"
            model_version: "2"
            id: "7"
            parameters {
              key: "b"
              value {
                bool_param: true
              }
            }
            parameters {
              key: "d"
              value {
                double_param: 0.5
              }
            }
            parameters {
              key: "i"
              value {
                int64_param: -3
              }
            }
            parameters {
              key: "s"
              value {
                string_param: ""
              }
            }
            parameters {
              key: "u"
              value {
                uint64_param: 18446744073709551615
              }
            }
            inputs {
              name: "x"
              datatype: "FP32"
              shape: 1
              shape: 2
            }
            inputs {
              name: "s"
              datatype: "BYTES"
            }
            outputs {
              name: "y"
            }
            raw_input_contents: "\\000\\000\\200?\\000\\000\\000@"
            raw_input_contents: "\\a\\000\\000\\000Gr\\303\\274\\303\\237e"
            """);
    assertThat(OipProtobuf.readRequest(message.toByteArray()).parameters()).isEqualTo(parameters);
  }

  @Test
  void answer_isReadByTheProtocolsOwnDescriptor() throws InvalidProtocolBufferException {
    var answer = new RandomMessages(1).answer(Delivery.PROTOBUF, List.of(DataType.INT16));
    var message = DynamicMessage.parseFrom(WireSchema.ANSWER, OipProtobuf.writeAnswer(answer));
    assertThat(message.getUnknownFields().asMap()).isEmpty();
    assertThat(OipProtobuf.readAnswer(message.toByteArray(), Delivery.PROTOBUF)).isEqualTo(answer);
  }

  @ParameterizedTest
  @CsvSource({
    "BOOL, bool",
    "INT8, int",
    "INT16, int",
    "INT32, int",
    "INT64, int64",
    "UINT8, uint",
    "UINT16, uint",
    "UINT32, uint",
    "UINT64, uint64",
    "FP32, fp32",
    "FP64, fp64",
    "BYTES, bytes"
  })
  void typedContents_areReadAsRawOnes(DataType type, String field) {
    var random = new RandomMessages(7);
    for (int i = 0; i < 100; i++) {
      var tensor = random.tensor("x", type);
      for (boolean packed : new boolean[] {true, false}) {
        var body = WireSchema.typed(tensor, field, packed);
        assertThat(OipProtobuf.readRequest(body).inputs()).containsExactly(tensor);
      }
    }
  }

  @Test
  void tensorData_sharesTheBytesItCameIn() {
    var bytes = OipProtobuf.writeRequest(request(Tensors.floats("x", Shape.of(2), 1, 2)));
    var read = OipProtobuf.readRequest(bytes).inputs().get(0);
    bytes[bytes.length - Float.BYTES + 3] = -64;
    assertThat(Tensors.toFloats(read)).containsExactly(1, -2);
  }

  @Test
  void rawContents_beforeTheirInputs_areJoined() {
    var input = Tensors.longs("x", Shape.of(1), 5);
    var whole = OipProtobuf.writeRequest(request(input));
    int raw = 2 + Long.BYTES;
    var turned = ByteBuffer.allocate(whole.length);
    turned.put(whole, whole.length - raw, raw).put(whole, 0, whole.length - raw);
    assertThat(OipProtobuf.readRequest(turned.array()).inputs()).containsExactly(input);
  }

  @Test
  void contradictions_areRefusedByName() {
    var raw = ByteString.copyFrom(new byte[4]);
    refused(
        WireSchema.request("x", "FP32", List.of(2L), raw),
        "input \"x\": shape [2] of FP32 takes 2 x 4 bytes, the data has 4");
    refused(
        WireSchema.request("x", "FP64", List.of(1L << 61), ByteString.EMPTY),
        "input \"x\": shape [2305843009213693952] of FP64 takes 2305843009213693952 x 8 bytes, the data has 0");
    refused(
        WireSchema.request(
            "x", "BYTES", List.of(1L), ByteString.copyFrom(new byte[] {-1, -1, -1, 127})),
        "input \"x\": the BYTES element 0 at byte 0 runs past the end of its 4 bytes");
    refused(
        WireSchema.request("x", "BYTES", List.of(1L << 40), raw),
        "input \"x\": shape [1099511627776] takes 1099511627776 elements, the data has 1");
    refused(
        WireSchema.request("x", "FP32", List.of(1L), raw, raw),
        "2 raw contents for 1 inputs: each takes one");
    refused(
        WireSchema.request("x", "FP32", List.of(1L << 40)),
        "input \"x\": shape [1099511627776] takes 1099511627776 elements, the data has 0");
    refused(WireSchema.request("", "FP32", List.of(1L), raw), "an input without a name");
    refused(WireSchema.request("x", "", List.of(1L), raw), "input \"x\" has no \"datatype\"");
    refused(
        WireSchema.typed(Tensors.floats("x", Shape.of(1), 1), "fp32", true, "INT8"),
        "input \"x\" of INT8 has fp32_contents; int_contents are its own");
  }

  @Test
  void brokenBytes_areRefusedWithTheirPlace() {
    refused(
        new byte[] {58, -1, -1, -1, -1, 7},
        "not protobuf at byte 1: a field of 2147483647 bytes, but 0 are left");
    refused(new byte[] {10, 1, -1}, "not protobuf at byte 2: text that is not UTF-8");
    refused(new byte[] {-1, -1}, "not protobuf at byte 0: a number runs past the end");
    refused(new byte[] {0}, "not protobuf at byte 0: 0 is no field's tag");
    refused(new byte[] {15}, "not protobuf at byte 1: wire type 7");
  }

  @Test
  void unknownFields_areSteppedOver() {
    var group = new byte[] {(byte) (14 << 3 | 3), 1 << 3, 5, (byte) (14 << 3 | 4), 10, 1, 'm'};
    assertThat(OipProtobuf.readRequest(group).model()).isEqualTo("m");
  }

  private static InferenceRequest request(Tensor input) {
    return new InferenceRequest(
        new RequestId("7"),
        new ModelName("m"),
        null,
        List.of(input),
        List.of(),
        Map.of(),
        Delivery.PROTOBUF);
  }

  private static void refused(byte[] body, String message) {
    assertThatThrownBy(() -> OipProtobuf.readRequest(body))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessage(message);
  }
}
