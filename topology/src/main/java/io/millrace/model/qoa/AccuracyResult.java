package io.millrace.model.qoa;

import io.millrace.model.ModelVersion;
import io.millrace.model.qoa.WindowResult.Finality;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How right a model was in a window of its predictions' times, as far as the truth is known.
 *
 * @param application that has reported the predictions; null of a model that Millrace runs
 * @param model its name, or the application's stage
 * @param version of a model that Millrace runs; null of a stage
 * @param start of the window, within it
 * @param end of the window, the first moment after it
 * @param predictions how many rows were predicted
 * @param classes how predicted classes compare with true ones
 * @param numbers how predicted numbers compare with true ones
 * @param metrics the figures that follow from these, by name; those of nothing are left out
 * @param finality provisional while the truth of a prediction of this window may still come
 */
public record AccuracyResult(
    @Nullable String application,
    String model,
    @Nullable ModelVersion version,
    Instant start,
    Instant end,
    long predictions,
    ClassTally classes,
    NumberTally numbers,
    Map<String, Double> metrics,
    Finality finality) {

  public AccuracyResult {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(start, "start");
    Objects.requireNonNull(end, "end");
    Objects.requireNonNull(classes, "classes");
    Objects.requireNonNull(numbers, "numbers");
    Objects.requireNonNull(finality, "finality");
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }

  /** The result of these counts, with the figures that follow from them. */
  public static AccuracyResult of(
      Answerer by,
      Instant start,
      Instant end,
      long predictions,
      ClassTally classes,
      NumberTally numbers,
      Finality finality) {
    var metrics = new LinkedHashMap<String, Double>();
    classes.addTo(metrics);
    numbers.addTo(metrics);
    return new AccuracyResult(
        by.application(),
        by.model(),
        by.version(),
        start,
        end,
        predictions,
        classes,
        numbers,
        metrics,
        finality);
  }

  /** Of how many rows the truth is known. */
  public long known() {
    return classes.count() + numbers.count();
  }

  /** Whose answers they were. */
  public Answerer by() {
    return new Answerer(application, model, version);
  }

  /** The key on the log, so that the results of a version or stage stand in one partition, in order. */
  public String key() {
    return by().key();
  }

  /**
   * All of these windows as one; it is final if all of them are.
   *
   * @param results of one version of one model or of one stage, at least one
   */
  public static AccuracyResult merged(List<AccuracyResult> results) {
    var merged = results.get(0);
    for (var other : results.subList(1, results.size())) {
      merged = merged.plus(other);
    }
    return merged;
  }

  private AccuracyResult plus(AccuracyResult other) {
    if (!key().equals(other.key())) {
      throw new IllegalArgumentException(
          "accuracy of %s and of %s cannot be merged".formatted(key(), other.key()));
    }
    boolean isFinal = finality == Finality.FINAL && other.finality == Finality.FINAL;
    return of(
        by(),
        start.isBefore(other.start) ? start : other.start,
        end.isAfter(other.end) ? end : other.end,
        predictions + other.predictions,
        classes.plus(other.classes),
        numbers.plus(other.numbers),
        isFinal ? Finality.FINAL : Finality.PROVISIONAL);
  }
}
