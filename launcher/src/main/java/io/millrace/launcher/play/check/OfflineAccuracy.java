package io.millrace.launcher.play.check;

import io.millrace.launcher.play.Mapping;
import io.millrace.launcher.play.PlayException;
import io.millrace.launcher.play.Row;
import io.millrace.launcher.play.check.AccuracyFigures.Cell;
import io.millrace.model.qoa.Inference;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts by itself how right the answers of rows were, with nothing that the server counts with: the first answer of an id
 * at a place, and the first truth of an id.
 */
public final class OfflineAccuracy {
  private final Duration window;
  private final Map<Place, Answer> answers = new LinkedHashMap<>();
  private final Map<String, String> truths = new HashMap<>();
  private long index;

  private record Place(String id, String stage, String instance) {}

  private record Answer(AccuracyKey key, String predicted) {}

  /** @param window the length of the windows; the first starts at 1970-01-01T00:00Z */
  public OfflineAccuracy(Duration window) {
    this.window = window;
  }

  /** Takes all rows; those that cannot be read are left out, as they are when played. */
  public void read(Mapping mapping, Iterator<Row> rows) {
    while (rows.hasNext()) {
      var row = rows.next();
      try {
        var played = mapping.read(row, index++, () -> Instant.EPOCH);
        if (played.report() != null) {
          played.report().inferences().forEach(one -> add(one, played.time()));
        }
        if (played.feedback() != null) {
          truths.putIfAbsent(played.feedback().id(), name(played.feedback().label()));
        }
      } catch (PlayException e) {
        // The player has said so; it does not send this one.
      }
    }
  }

  private void add(Inference inference, Instant time) {
    var predicted = predicted(inference.prediction());
    if (inference.id() == null || predicted == null) {
      return;
    }
    long millis = time.toEpochMilli();
    var start = Instant.ofEpochMilli(Math.floorDiv(millis, window.toMillis()) * window.toMillis());
    answers.putIfAbsent(
        new Place(inference.id(), inference.stage(), inference.instance()),
        new Answer(new AccuracyKey(inference.stage(), start), predicted));
  }

  private static @Nullable String predicted(@Nullable Object prediction) {
    if (!(prediction instanceof Map<?, ?> scores)) {
      return prediction == null ? null : name(prediction.toString());
    }
    String best = null;
    double greatest = 0;
    for (var entry : scores.entrySet()) {
      double score = ((Number) entry.getValue()).doubleValue();
      if (best == null || score > greatest) {
        best = name(entry.getKey().toString());
        greatest = score;
      }
    }
    return best;
  }

  /** A label as the server has it: numbers without needless digits, true and false as 1 and 0. */
  static String name(String label) {
    var text = label.strip();
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> "1";
      case "false" -> "0";
      default -> {
        try {
          yield new BigDecimal(text).stripTrailingZeros().toPlainString();
        } catch (NumberFormatException e) {
          yield text;
        }
      }
    };
  }

  /** What each window came to. */
  SortedMap<AccuracyKey, AccuracyFigures> figures() {
    var predictions = new TreeMap<AccuracyKey, Long>();
    var cells = new TreeMap<AccuracyKey, SortedMap<Cell, Long>>();
    answers.forEach((place, answer) -> {
      predictions.merge(answer.key(), 1L, Long::sum);
      var of = cells.computeIfAbsent(answer.key(), key -> new TreeMap<>());
      var truth = truths.get(place.id());
      if (truth != null) {
        of.merge(new Cell(truth, answer.predicted()), 1L, Long::sum);
      }
    });
    var figures = new TreeMap<AccuracyKey, AccuracyFigures>();
    predictions.forEach((key, count) ->
        figures.put(key, AccuracyFigures.of(count, cells.getOrDefault(key, new TreeMap<>()))));
    return figures;
  }
}
