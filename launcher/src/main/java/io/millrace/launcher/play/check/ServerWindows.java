package io.millrace.launcher.play.check;

import io.millrace.launcher.http.Answer;
import io.millrace.launcher.http.Api;
import io.millrace.launcher.play.PlayException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Asks a server for what the closed windows of an application came to, over all instances of each stage. */
public final class ServerWindows {
  private static final int MOST = 10_000;

  private final Api api;
  private final String application;
  private final Duration window;

  public ServerWindows(Api api, String application, Duration window) {
    this.api = api;
    this.application = application;
    this.window = window;
  }

  /** One question for each stage and metric of these windows. */
  private record Series(String stage, String metric) {}

  /** The closed ones of these windows, as far as the server has them. */
  SortedMap<WindowKey, Figures> figures(Collection<WindowKey> wanted) {
    var found = new TreeMap<WindowKey, Figures>();
    var bySeries = wanted.stream()
        .collect(Collectors.groupingBy(key -> new Series(key.stage(), key.metric())));
    bySeries.forEach((series, keys) -> {
      var first = keys.stream().map(WindowKey::start).min(Instant::compareTo).orElseThrow();
      var last = keys.stream().map(WindowKey::start).max(Instant::compareTo).orElseThrow();
      ask(series, first, last.plus(window), found);
    });
    found.keySet().retainAll(wanted);
    return found;
  }

  private void ask(Series series, Instant from, Instant to, SortedMap<WindowKey, Figures> found) {
    var answer = api.ask(
        "/qoa/%s/windows?rollup=instances&kind=tumbling&limit=%d&stage=%s&metric=%s&from=%s&to=%s"
            .formatted(
                encoded(application),
                MOST,
                encoded(series.stage()),
                encoded(series.metric()),
                from,
                to));
    if (answer.status() == 404 || answer.status() == 503) {
      return; // nothing has come of the reports yet
    }
    var json = json(answer);
    for (var node : json.path("windows")) {
      var start = Instant.parse(node.path("start").asString());
      var end = Instant.parse(node.path("end").asString());
      boolean isFinal = node.path("finality").asString().equals("FINAL");
      if (isFinal && Duration.between(start, end).equals(window)) {
        found.put(new WindowKey(series.stage(), series.metric(), start), figures(node));
      }
    }
    if (json.path("more").asBoolean()) {
      throw new PlayException(
          "stage %s, metric %s: more than %d windows cannot be compared at a time"
              .formatted(series.stage(), series.metric(), MOST));
    }
  }

  private static JsonNode json(Answer answer) {
    if (!answer.isGood()) {
      throw new PlayException(answer.reason());
    }
    return answer.json();
  }

  private static Figures figures(JsonNode node) {
    var numbers = new LinkedHashMap<String, Double>();
    for (var name : new String[] {Figures.MEAN, Figures.MIN, Figures.MAX}) {
      add(name, node, numbers);
    }
    Figures.QUANTILES.keySet().forEach(name -> add(name, node, numbers));
    return new Figures(
        node.path("count").asLong(),
        node.path("missing").asLong(),
        node.path("late").asLong(),
        numbers);
  }

  private static void add(String name, JsonNode node, Map<String, Double> numbers) {
    if (node.path(name).isNumber()) {
      numbers.put(name, node.path(name).asDouble());
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
