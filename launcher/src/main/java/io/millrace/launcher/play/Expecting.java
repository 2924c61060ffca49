package io.millrace.launcher.play;

import io.millrace.launcher.http.Api;
import io.millrace.topology.serde.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Tells a server that the truth of an application's answers will come, unless it knows that. */
public final class Expecting {
  private Expecting() {}

  /** @param within how long after an answer its truth may come, such as {@code 24h} */
  public static void declare(Api api, String application, String within) {
    var name = encoded(application);
    var known = api.ask("/applications/" + name);
    if (!known.json().path("feedback").isObject()) {
      api.call(
          "PUT",
          "/qoa/%s/feedback?window=%s".formatted(name, encoded(within)),
          Json.MAPPER.createObjectNode());
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
