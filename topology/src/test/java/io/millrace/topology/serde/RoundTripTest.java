package io.millrace.topology.serde;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.DataType;
import io.millrace.model.Delivery;
import io.millrace.model.InferenceRequest;
import io.millrace.model.InvalidRequestException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RoundTripTest {
  private static final List<DataType> ALL = List.of(DataType.values());
  private static final List<DataType> WITH_JSON_FORM =
      Arrays.stream(DataType.values()).filter(DataType::hasJsonForm).toList();

  private final RandomMessages messages = new RandomMessages(42);

  @ParameterizedTest
  @EnumSource(DataType.class)
  void protobuf_keepsEveryType(DataType type) {
    for (int i = 0; i < 200; i++) {
      var request = messages.request(Delivery.PROTOBUF, List.of(type));
      assertSame(request, OipProtobuf.readRequest(OipProtobuf.writeRequest(request)));
      var answer = messages.answer(Delivery.PROTOBUF, List.of(type));
      assertThat(OipProtobuf.readAnswer(OipProtobuf.writeAnswer(answer), Delivery.PROTOBUF))
          .isEqualTo(answer);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"FP16", "BF16"})
  void json_keepsEveryTypeThatHasAForm(DataType type) {
    for (int i = 0; i < 200; i++) {
      var request = messages.request(Delivery.JSON, List.of(type));
      assertSame(request, OipJson.readRequest(OipJson.writeRequest(request)));
      var answer = messages.answer(Delivery.JSON, List.of(type));
      assertThat(OipJson.readAnswer(OipJson.writeAnswer(answer), Delivery.JSON)).isEqualTo(answer);
    }
  }

  @Test
  @Timeout(300)
  void damagedProtobuf_isRefusedOrRead_andNothingElse() {
    for (int i = 0; i < 4_000; i++) {
      var bytes =
          messages.damaged(OipProtobuf.writeRequest(messages.request(Delivery.PROTOBUF, ALL)));
      refusedOrRead(() -> OipProtobuf.readRequest(bytes));
      var answer =
          messages.damaged(OipProtobuf.writeAnswer(messages.answer(Delivery.PROTOBUF, ALL)));
      refusedOrRead(() -> OipProtobuf.readAnswer(answer, Delivery.PROTOBUF));
    }
  }

  @Test
  @Timeout(300)
  void damagedJson_isRefusedOrRead_andNothingElse() {
    for (int i = 0; i < 4_000; i++) {
      var bytes =
          messages.damaged(OipJson.writeRequest(messages.request(Delivery.JSON, WITH_JSON_FORM)));
      refusedOrRead(() -> OipJson.readRequest(bytes));
      var answer =
          messages.damaged(OipJson.writeAnswer(messages.answer(Delivery.JSON, WITH_JSON_FORM)));
      refusedOrRead(() -> OipJson.readResult(answer, Delivery.JSON));
    }
  }

  private static void assertSame(InferenceRequest request, RequestBody body) {
    var version = request.version() == null ? null : request.version().toString();
    assertThat(body)
        .isEqualTo(new RequestBody(
            request.id().value(),
            request.model().value(),
            version,
            request.inputs(),
            request.outputs(),
            request.parameters()));
  }

  private static void refusedOrRead(Runnable reading) {
    try {
      reading.run();
    } catch (InvalidRequestException e) {
      assertThat(e.reason()).isNotBlank();
    }
  }
}
