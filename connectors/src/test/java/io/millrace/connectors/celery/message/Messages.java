package io.millrace.connectors.celery.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Messages as clients send them. */
final class Messages {
  static final String NOTHING_FOLLOWS =
      "{\"callbacks\": null, \"errbacks\": null, \"chain\": null, \"chord\": null}";

  private Messages() {}

  static Map<String, Object> headers(String task) {
    var headers = new LinkedHashMap<String, @Nullable Object>();
    headers.put("lang", "py");
    headers.put("task", task);
    headers.put("id", "id-1");
    headers.put("shadow", null);
    headers.put("eta", null);
    headers.put("expires", null);
    headers.put("group", null);
    headers.put("group_index", null);
    headers.put("retries", 0);
    headers.put("timelimit", java.util.Arrays.asList(null, null));
    headers.put("root_id", "id-1");
    headers.put("parent_id", null);
    headers.put("argsrepr", "()");
    headers.put("kwargsrepr", "{}");
    headers.put("origin", "gen1@here");
    headers.put("ignore_result", false);
    headers.put("replaced_task_nesting", 0);
    headers.put("stamped_headers", null);
    headers.put("stamps", Map.of());
    return headers;
  }

  static Envelope json(Map<String, Object> headers, String body) {
    return of("application/json", headers, body.getBytes(UTF_8));
  }

  static Envelope of(@Nullable String contentType, Map<String, Object> headers, byte[] body) {
    return new Envelope(
        new Envelope.Properties(contentType, "utf-8", "id-1", "replies", 0, null), headers, body);
  }
}
