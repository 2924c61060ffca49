package io.millrace.ingress.feed;

import io.millrace.model.InferenceResult;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.Tensor;
import io.millrace.topology.serde.Json;
import io.millrace.topology.serde.OipJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A result as a server-sent event: {@code id} is the request's, {@code event} is {@code answer} or {@code failure},
 * {@code data} the protocol's JSON.
 *
 * @param model for filtering; null where a failed request named none
 */
record ResultEvent(@Nullable String model, byte[] bytes) {

  static ResultEvent of(InferenceResult result) {
    if (result instanceof InferenceResult.Answered answer) {
      return new ResultEvent(answer.model().value(), event(result, "answer", json(answer)));
    }
    var failure = (InferenceResult.Failed) result;
    return new ResultEvent(
        failure.model(), event(result, "failure", OipJson.writeFailure(failure)));
  }

  /** A comment, which event sources pass over. */
  static byte[] comment(String text) {
    return (": " + text + "\n\n").getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] event(InferenceResult result, String type, byte[] json) {
    // Ids come from anywhere; a line break in one would forge the lines after it.
    var id = result.id().value().replaceAll("[\\r\\n\\u0000]", " ");
    var out = new ByteArrayOutputStream(json.length + 64);
    write(out, "id: " + id + "\nevent: " + type + "\ndata: ");
    out.write(json, 0, json.length);
    write(out, "\n\n");
    return out.toByteArray();
  }

  private static void write(ByteArrayOutputStream out, String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    out.write(bytes, 0, bytes.length);
  }

  private static byte[] json(InferenceResult.Answered answer) {
    try {
      return OipJson.writeAnswer(answer);
    } catch (InvalidRequestException e) {
      return withoutData(answer);
    }
  }

  // Some values have no JSON form; what there is to say is said without them.
  private static byte[] withoutData(InferenceResult.Answered answer) {
    return Json.MAPPER.writeValueAsBytes(Map.of(
        "model_name", answer.model().value(),
        "model_version", answer.version().toString(),
        "id", answer.id().value(),
        "outputs", answer.outputs().stream().map(ResultEvent::described).toList()));
  }

  private static Map<String, Object> described(Tensor tensor) {
    return Map.of(
        "name", tensor.name(),
        "datatype", tensor.type().name(),
        "shape", tensor.shape().dims(),
        "parameters", Map.of("binary_data_size", tensor.data().remaining()),
        "data", List.of());
  }
}
