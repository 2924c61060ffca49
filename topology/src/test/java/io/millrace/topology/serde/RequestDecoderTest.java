package io.millrace.topology.serde;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.Delivery;
import io.millrace.model.Encoding;
import io.millrace.model.FailureCode;
import io.millrace.model.InferenceRequest;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelVersion;
import io.millrace.model.RequestId;
import java.time.Instant;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestDecoderTest {
  private static final String BODY =
      "{\"id\":\"of-body\",\"model_name\":\"b\",\"model_version\":\"1\",\"inputs\":[]}";
  private static final String BARE = "{\"inputs\":[]}";
  private static final byte[] KEY = "of-key".getBytes(UTF_8);

  private final RecordHeaders headers = new RecordHeaders();

  private RequestDecoderTest with(String name, String value) {
    headers.add(name, value.getBytes(UTF_8));
    return this;
  }

  private InferenceRequest decode(byte @Nullable [] key, String body) {
    return RequestDecoder.decode(headers, key, body.getBytes(UTF_8), "requests", 3, 14, 1_000);
  }

  private void refused(String body, FailureCode code, String message) {
    assertThatThrownBy(() -> decode(KEY, body))
        .isInstanceOfSatisfying(
            InvalidRequestException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessage(message);
  }

  @Test
  void id_isTheHeaders_elseTheBodys_elseTheKeys_elseThePlace() {
    with("model", "m");
    assertThat(decode(new byte[] {-1}, BARE).id()).isEqualTo(new RequestId("requests-3-14"));
    assertThat(decode(new byte[0], BARE).id()).isEqualTo(new RequestId("requests-3-14"));
    assertThat(decode(null, BARE).id()).isEqualTo(new RequestId("requests-3-14"));
    assertThat(decode(KEY, BARE).id()).isEqualTo(new RequestId("of-key"));
    assertThat(decode(KEY, BODY).id()).isEqualTo(new RequestId("of-body"));
    assertThat(with("ce_id", "of-header").decode(KEY, BODY).id())
        .isEqualTo(new RequestId("of-header"));
  }

  @Test
  void idTooLongForAResult_isRefused_andAKeyOfThatLengthIsNoId() {
    var tooLong = "i".repeat(RequestId.LONGEST + 1);
    with("model", "m");
    assertThat(decode(tooLong.getBytes(UTF_8), BARE).id())
        .isEqualTo(new RequestId("requests-3-14"));
    with("ce_id", tooLong)
        .refused(
            BARE, FailureCode.MALFORMED, "a request id of 1025 characters; the longest has 1024");
    var reason = new InvalidRequestException(FailureCode.MALFORMED, "any");
    assertThat(RequestDecoder.failure(reason, headers, KEY, "requests", 3, 14).id())
        .isEqualTo(new RequestId("of-key"));
  }

  @Test
  void modelAndVersion_areTheHeaders_elseTheBodys() {
    assertThat(decode(KEY, BODY).model()).hasToString("b");
    assertThat(decode(KEY, BODY).version()).isEqualTo(new ModelVersion(1));
    with("model", "m").with("version", "2");
    assertThat(decode(KEY, BODY).model()).hasToString("m");
    assertThat(decode(KEY, BODY).version()).isEqualTo(new ModelVersion(2));
  }

  @Test
  void model_missing_isMalformed() {
    refused(BARE, FailureCode.MALFORMED, "no model: set the header \"model\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "Application/JSON; charset=utf-8", ""})
  void contentType_ofJson_isJson(String contentType) {
    assertThat(with("content-type", contentType).decode(KEY, BODY).delivery())
        .isEqualTo(Delivery.JSON);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/x-protobuf",
        "application/protobuf;v=1",
        "application/vnd.google.protobuf"
      })
  void contentType_ofProtobuf_isProtobuf(String contentType) {
    var request = with("content-type", contentType).with("model", "m").decode(KEY, "\u001a\u00017");
    assertThat(request.delivery().encoding()).isEqualTo(Encoding.PROTOBUF);
    assertThat(request.id()).isEqualTo(new RequestId("7"));
  }

  @Test
  void contentType_ofAnythingElse_isUnsupported() {
    with("content-type", "application/cloudevents+json")
        .refused(
            BODY,
            FailureCode.UNSUPPORTED,
            "content type \"application/cloudevents+json\": send application/json or application/x-protobuf");
  }

  @Test
  void value_missing_isMalformed() {
    refused("", FailureCode.MALFORMED, "empty request");
    assertThatThrownBy(() -> RequestDecoder.decode(headers, KEY, null, "t", 0, 0, 0))
        .hasMessage("empty request");
  }

  @ParameterizedTest
  @CsvSource({
    ", 500, 1970-01-01T00:00:01.000500Z", "1970-01-01T00:00:00.9Z, 500, 1970-01-01T00:00:00.9Z",
    "1970-01-01T02:00:09+02:00, 8000000, 1970-01-01T00:00:09Z",
        "1970-01-01T01:00:09+01:00, 9, 1970-01-01T00:00:01.000009Z",
    ", 0, ", "1970-01-01T00:00:09Z, 0, 1970-01-01T00:00:09Z"
  })
  void expiry_isTheEarlierOfHeaderAndTimeout(
      @Nullable String header, long timeout, @Nullable Instant expected) {
    if (header != null) {
      with("ce_expirytime", header);
    }
    var body =
        "{\"model_name\":\"b\",\"inputs\":[],\"parameters\":{\"timeout\":%d}}".formatted(timeout);
    assertThat(decode(KEY, body).delivery().expiry()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "ce_expirytime, soon, a time such as 2026-01-31T12:00:00.5Z",
    "reply-partition, -1, a partition's number",
    "reply-partition, x, a partition's number"
  })
  void header_thatCannotBeRead_isMalformed(String name, String value, String expected) {
    with(name, value)
        .refused(
            BODY,
            FailureCode.MALFORMED,
            "header \"%s\": \"%s\" is not %s".formatted(name, value, expected));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1.5", "\"1s\"", "true"})
  void timeout_thatIsNoNumberOfMicroseconds_isMalformed(String timeout) {
    var body =
        "{\"model_name\":\"b\",\"inputs\":[],\"parameters\":{\"timeout\":%s}}".formatted(timeout);
    refused(
        body,
        FailureCode.MALFORMED,
        "parameter \"timeout\": %s is no number of microseconds"
            .formatted(timeout.replace("\"", "")));
  }

  @Test
  void failure_keepsWhatCanBeRead_andNeverThrows() {
    with("ce_id", "7")
        .with("model", "no/model")
        .with("content-type", "text/plain")
        .with("reply-partition", "x");
    with("traceparent", "00-1-2-01").with("ce_expirytime", "soon");
    var reason = new InvalidRequestException(FailureCode.UNSUPPORTED, "why");
    var failed = RequestDecoder.failure(reason, headers, KEY, "t", 0, 0);
    assertThat(failed.id()).isEqualTo(new RequestId("7"));
    assertThat(failed.model()).isEqualTo("no/model");
    assertThat(failed.code()).isEqualTo(FailureCode.UNSUPPORTED);
    assertThat(failed.reason()).isEqualTo("why");
    assertThat(failed.delivery()).isEqualTo(new Delivery(Encoding.JSON, null, null, "00-1-2-01"));
  }
}
