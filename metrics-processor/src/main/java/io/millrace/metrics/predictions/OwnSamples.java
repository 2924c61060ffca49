package io.millrace.metrics.predictions;

import io.millrace.metrics.accuracy.Pair;
import io.millrace.metrics.accuracy.join.Joined;
import io.millrace.metrics.contract.samples.ContractIndex;
import io.millrace.metrics.contract.samples.SampleEvent;
import io.millrace.metrics.window.Sample;
import io.millrace.model.InferenceResult;
import io.millrace.model.qoa.Category;
import io.millrace.model.qoa.InputQuality;
import io.millrace.topology.serde.ResultGlance;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Results as values that contracts can judge: as application {@code millrace}, stage MODEL and instance VERSION. What no
 * contract looks at is not made into a value.
 */
final class OwnSamples {
  private static final String APPLICATION = PredictionsConfig.APPLICATION;
  private static final String ERROR_RATE = "error_rate";
  private static final String CODE = "code";
  private static final Map<String, String> SERVICE = labels(Category.SERVICE);
  private static final Map<String, String> ML = labels(Category.ML);

  private static final Map<String, String> DATA = labels(Category.DATA);

  /** The figures of inputs of which there are windows, and values for contracts. */
  static final List<String> INPUT_METRICS =
      List.of("completeness", "none_ratio", "out_of_range_ratio", "duplicate_ratio");

  private final ContractIndex contracts;

  OwnSamples(ContractIndex contracts) {
    this.contracts = contracts;
  }

  private static Map<String, String> labels(Category category) {
    return Map.of("category", category.toString());
  }

  /** The times of one task, which are told as long as any contract is about Millrace's own results. */
  final class Times {
    private boolean told;

    /** Tells a time, or once that no more are told. */
    void tell(long time, Consumer<SampleEvent> to) {
      boolean isWanted = contracts.isAbout(APPLICATION);
      if (isWanted) {
        to.accept(new SampleEvent.Marked(time, null));
      } else if (told) {
        to.accept(SampleEvent.Marked.LAST);
      }
      told = isWanted;
    }
  }

  /** Whether some contract looks at how many requests fail. */
  boolean areFailuresWanted() {
    return isWanted(ERROR_RATE);
  }

  boolean isWanted(String metric) {
    return contracts.includes(APPLICATION, metric);
  }

  /** The values of an answer, at the time at which it was there. */
  void answered(ResultSample answer, Consumer<SampleEvent> to) {
    var place = new Place(answer.model(), answer.version(), answer.time() + answer.micros() / 1000);
    tell(place, "response_time", answer.micros() / 1e6, SERVICE, to);
    tell(place, "batch_size", answer.batch(), SERVICE, to);
    tell(place, ERROR_RATE, 0, SERVICE, to);
    if (isWanted("confidence")) {
      for (double confidence : answer.confidences()) {
        tell(place, "confidence", confidence, ML, to);
      }
    }
  }

  /** A request that has no answer; one that names no version counts for its model alone. */
  void failed(InferenceResult.Failed failure, long time, Consumer<SampleEvent> to) {
    if (failure.model() != null) {
      var version = failure.version() == null ? "" : failure.version();
      var labels =
          Map.of("category", Category.SERVICE.toString(), CODE, failure.code().name());
      tell(new Place(failure.model(), version, time), ERROR_RATE, 1, labels, to);
    }
  }

  /**
   * Predictions whose truth is known now; at most as many of a request as {@link ResultGlance} looks at.
   *
   * @param time at which it became known on the log, ms
   */
  void judged(Joined joined, long time, Consumer<SampleEvent> to) {
    var by = joined.prediction().by();
    if (by.version() == null) {
      return; // another application's, which is not this one's
    }
    var place = new Place(by.model(), by.version().toString(), time);
    joined.pairs().stream().limit(ResultGlance.MOST_ROWS).forEach(pair -> {
      if (pair instanceof Pair.Classified classified) {
        boolean isRight = classified.truth().equals(classified.predicted());
        tell(place, "accuracy", isRight ? 1 : 0, ML, to);
      } else if (pair instanceof Pair.Measured measured) {
        tell(place, "mae", Math.abs(measured.truth() - measured.predicted()), ML, to);
      }
    });
  }

  /** What the inputs of a window came to, told when it is closed. */
  void inputs(InputQuality quality, long time, Consumer<SampleEvent> to) {
    var place = new Place(quality.model().value(), quality.version().toString(), time);
    for (var metric : INPUT_METRICS) {
      var value = quality.metrics().get(metric);
      if (value != null) {
        tell(place, metric, value, DATA, to);
      }
    }
  }

  private record Place(String model, String version, long time) {}

  private void tell(
      Place place,
      String metric,
      double value,
      Map<String, String> labels,
      Consumer<SampleEvent> to) {
    if (isWanted(metric)) {
      var sample = new Sample(APPLICATION, place.model, place.version, metric, value, place.time);
      to.accept(new SampleEvent.Measured(sample, labels, false));
    }
  }
}
