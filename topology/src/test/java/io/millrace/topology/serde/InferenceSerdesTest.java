package io.millrace.topology.serde;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.DataType;
import io.millrace.model.Delivery;
import io.millrace.model.Encoding;
import io.millrace.model.FailureCode;
import io.millrace.model.InferenceResult;
import io.millrace.model.RequestId;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class InferenceSerdesTest {
  private final RecordHeaders headers = new RecordHeaders();
  private final RandomMessages messages = new RandomMessages(3);
  private final InferenceRequestSerde requests = new InferenceRequestSerde();
  private final InferenceResultSerde results = new InferenceResultSerde();

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void request_comesBackWithItsDelivery(Encoding encoding) {
    var delivery = new Delivery(encoding, Instant.parse("2026-01-31T12:00:00.5Z"), 3, "00-1-2-01");
    for (int i = 0; i < 50; i++) {
      var request = messages.request(delivery, List.of(DataType.FP32, DataType.BYTES));
      var bytes = requests.serializer().serialize("t", headers, request);
      assertThat(requests.deserializer().deserialize("t", headers, bytes)).isEqualTo(request);
    }
    assertThat(headers.headers("ce_id")).hasSize(1);
    assertThat(MessageHeaders.text(headers, "content-type")).isEqualTo(encoding.contentType());
  }

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void answer_replacesItsRequestsHeaders(Encoding encoding) {
    var old = new Delivery(Encoding.JSON, Instant.EPOCH, 3, "00-1-2-01");
    requests.serializer().serialize("t", headers, messages.request(old, List.of(DataType.FP32)));
    headers.add("other", new byte[0]);
    var answer =
        messages.answer(new Delivery(encoding, null, null, "00-3-4-01"), List.of(DataType.FP32));
    var bytes = results.serializer().serialize("t", headers, answer);
    assertThat(headers.toArray())
        .extracting(h -> h.key() + "=" + new String(h.value(), UTF_8))
        .containsExactlyInAnyOrder(
            "other=",
            "content-type=" + encoding.contentType(),
            "ce_type=" + MessageHeaders.ANSWER_TYPE,
            "ce_causationid=" + answer.id(),
            "model=model",
            "version=" + answer.version(),
            "traceparent=00-3-4-01");
    assertThat(results.deserializer().deserialize("t", headers, bytes)).isEqualTo(answer);
  }

  @Test
  void failure_isJson_whateverItsRequestWas() {
    var failure = new InferenceResult.Failed(
        new RequestId("7"), "m", "2", FailureCode.EXPIRED, "late", Delivery.PROTOBUF);
    var bytes = results.serializer().serialize("t", headers, failure);
    assertThat(MessageHeaders.text(headers, "content-type")).isEqualTo("application/json");
    assertThat(MessageHeaders.text(headers, "ce_type")).isEqualTo(MessageHeaders.FAILURE_TYPE);
    var expected = new InferenceResult.Failed(
        new RequestId("7"), "m", "2", FailureCode.EXPIRED, "late", Delivery.JSON);
    assertThat(results.deserializer().deserialize("t", headers, bytes)).isEqualTo(expected);
    assertThat(results.deserializer().deserialize("t", bytes)).isEqualTo(expected);
  }

  @Test
  void answer_withoutHeaders_isKnownByItsBody() {
    var answer = messages.answer(Delivery.JSON, List.of(DataType.FP32));
    assertThat(results.deserializer().deserialize("t", OipJson.writeAnswer(answer)))
        .isEqualTo(answer);
  }

  @Test
  void tombstone_passesThrough() {
    assertThat(requests.serializer().serialize("t", headers, null)).isNull();
    assertThat(requests.deserializer().deserialize("t", headers, (byte[]) null)).isNull();
    assertThat(results.serializer().serialize("t", headers, null)).isNull();
    assertThat(results.deserializer().deserialize("t", headers, (byte[]) null)).isNull();
  }

  @Test
  void bytes_thatAreNoMessage_areASerializationException() {
    var bytes = "{}".getBytes(UTF_8);
    assertThatThrownBy(() -> requests.deserializer().deserialize("t", headers, bytes))
        .isInstanceOf(SerializationException.class)
        .hasMessage("topic t: no request: no \"inputs\" in the JSON");
    assertThatThrownBy(() -> results.deserializer().deserialize("t", headers, bytes))
        .isInstanceOf(SerializationException.class)
        .hasMessage("topic t: no result: a result without \"id\"");
  }
}
