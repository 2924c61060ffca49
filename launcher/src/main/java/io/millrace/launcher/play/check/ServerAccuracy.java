package io.millrace.launcher.play.check;

import io.millrace.launcher.http.Api;
import io.millrace.launcher.play.PlayException;
import io.millrace.launcher.play.check.AccuracyFigures.Cell;
import io.millrace.model.qoa.AccuracyResult;
import io.millrace.topology.serde.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Asks a server how right the answers of an application were in each window. */
public final class ServerAccuracy {
  private static final String OTHER = "(other)";

  private final Api api;
  private final String path;

  public ServerAccuracy(Api api, String application) {
    this.api = api;
    this.path = "/qoa/%s/accuracy"
        .formatted(URLEncoder.encode(application, StandardCharsets.UTF_8).replace("+", "%20"));
  }

  /** These windows, as far as the server has them. */
  SortedMap<AccuracyKey, AccuracyFigures> figures(Collection<AccuracyKey> wanted) {
    var found = new TreeMap<AccuracyKey, AccuracyFigures>();
    var answer = api.ask(path);
    if (answer.status() == 404 || answer.status() == 503) {
      return found; // nothing has come of the answers yet
    }
    if (!answer.isGood()) {
      throw new PlayException(answer.reason());
    }
    for (var stage : answer.json().path("stages")) {
      for (var window : stage.path("windows")) {
        var result = Json.MAPPER.treeToValue(window, AccuracyResult.class);
        found.put(new AccuracyKey(result.model(), result.start()), figures(result));
      }
    }
    found.keySet().retainAll(wanted);
    return found;
  }

  private static AccuracyFigures figures(AccuracyResult result) {
    var cells = new TreeMap<Cell, Long>();
    for (var cell : result.classes().confusion()) {
      cells.merge(new Cell(name(cell.truth()), name(cell.predicted())), cell.count(), Long::sum);
    }
    return new AccuracyFigures(result.predictions(), cells, result.metrics());
  }

  private static String name(@Nullable String label) {
    return label == null ? OTHER : OfflineAccuracy.name(label);
  }
}
