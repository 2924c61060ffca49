package io.millrace.launcher.http;

import io.millrace.topology.serde.Json;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What the server said, good or bad.
 *
 * @param retryAfterSeconds when the server wants to be asked again; 0 where it does not say
 */
public record Answer(int status, byte[] body, int retryAfterSeconds) {
  private static final int LONGEST_SHOWN = 200;

  static Answer of(HttpResponse<byte[]> response) {
    var header = response.headers().firstValue("retry-after").orElse("0");
    int seconds = header.matches("[0-9]{1,5}") ? Integer.parseInt(header) : 0;
    return new Answer(response.statusCode(), response.body(), seconds);
  }

  public boolean isGood() {
    return status / 100 == 2;
  }

  /** The body as JSON; a missing node where it is none. */
  public JsonNode json() {
    try {
      return Json.MAPPER.readTree(body);
    } catch (JacksonException e) {
      return Json.MAPPER.missingNode();
    }
  }

  /** The server's own words for what went wrong, or the body as it came. */
  public String reason() {
    var error = json().path("error");
    if (error.isString()) {
      return error.asString();
    }
    var text = new String(body, StandardCharsets.UTF_8).strip();
    return "status %d: %s"
        .formatted(
            status, text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text);
  }

  @Override
  public String toString() {
    return "Answer{%d, %d bytes}".formatted(status, body.length);
  }
}
