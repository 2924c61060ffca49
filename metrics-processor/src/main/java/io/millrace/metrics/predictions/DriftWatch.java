package io.millrace.metrics.predictions;

import io.millrace.metrics.drift.DriftMeasure;
import io.millrace.metrics.drift.DriftResult;
import io.millrace.metrics.drift.DriftTest;
import io.millrace.metrics.drift.FalseAlarms;
import io.millrace.metrics.drift.Sample;
import io.millrace.metrics.drift.change.Adwin;
import io.millrace.metrics.drift.change.AdwinConfig;
import io.millrace.metrics.drift.change.ChangeDetector;
import io.millrace.metrics.state.StateBytes;
import io.millrace.model.qoa.DriftReport;
import io.millrace.model.qoa.DriftReport.Verdict;
import io.millrace.model.qoa.QuantileSketch;
import io.millrace.model.qoa.Summary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Watches one version's predictions: the first confidences are the reference, and each later window is compared with
 * them; the accuracy of each window goes through a detector of changes. Both see final windows only, in their order.
 */
final class DriftWatch {
  private static final int VERSION = 1;
  private static final List<DriftMeasure> MEASURES =
      List.of(DriftMeasure.PSI, DriftMeasure.KOLMOGOROV_SMIRNOV, DriftMeasure.JENSEN_SHANNON);
  private static final DriftTest TEST = new DriftTest(FalseAlarms.DEFAULTS.over(MEASURES.size()));
  // A value is a whole window here, so that each is looked at.
  private static final AdwinConfig ADWIN = new AdwinConfig(0.002, 1, 5, 1);

  private final Summary reference;
  private final Adwin accuracies;

  private DriftWatch(Summary reference, Adwin accuracies) {
    this.reference = reference;
    this.accuracies = accuracies;
  }

  DriftWatch() {
    this(new Summary(), new Adwin(ADWIN));
  }

  /** A window of a version, and how long it is. */
  record Window(ModelWindow of, long millis) {
    private DriftReport report(String column, String test, Verdict verdict, Numbers numbers) {
      var start = Instant.ofEpochMilli(of.start());
      return new DriftReport(
          of.model(),
          of.version(),
          column,
          start,
          start.plusMillis(millis),
          test,
          verdict,
          numbers.statistic(),
          numbers.threshold(),
          numbers.pValue(),
          numbers.reference(),
          numbers.current(),
          numbers.reason());
    }
  }

  private record Numbers(
      @Nullable Double statistic,
      @Nullable Double threshold,
      @Nullable Double pValue,
      long reference,
      long current,
      @Nullable String reason) {}

  /**
   * Takes the confidences of a window.
   *
   * @param wanted of how many values the reference is
   * @return a report of each measure; none while the reference is gathered
   */
  List<DriftReport> confidences(Window window, Summary values, long wanted) {
    if (reference.count() < wanted) {
      reference.merge(values);
      return List.of();
    }
    var reports = new ArrayList<DriftReport>();
    var before = sample(reference.sketch());
    var now = sample(values.sketch());
    for (var measure : MEASURES) {
      reports.add(report(window, TEST.compare(measure, before, now), values.count()));
    }
    return reports;
  }

  private DriftReport report(Window window, DriftResult result, long current) {
    var verdict = switch (result.verdict()) {
      case DRIFT -> Verdict.DRIFT;
      case NONE -> Verdict.NONE;
      case UNKNOWN -> Verdict.UNKNOWN;
    };
    return window.report(
        "confidence",
        result.measure().name().toLowerCase(Locale.ROOT),
        verdict,
        new Numbers(
            known(result.statistic()),
            known(result.threshold()),
            known(result.pValue()),
            reference.count(),
            current,
            result.reason()));
  }

  private static @Nullable Double known(double value) {
    return Double.isFinite(value) ? value : null;
  }

  /** The values of a sketch, each by the upper end of its bucket; the same buckets have the same. */
  private static Sample sample(QuantileSketch sketch) {
    var values = new ArrayList<Double>();
    var counts = new ArrayList<Long>();
    sketch.negativeBuckets((index, count) -> {
      values.add(0, -QuantileSketch.upperBound(index));
      counts.add(0, count);
    });
    if (sketch.zeros() > 0) {
      values.add(0.0);
      counts.add(sketch.zeros());
    }
    sketch.positiveBuckets((index, count) -> {
      values.add(QuantileSketch.upperBound(index));
      counts.add(count);
    });
    return Sample.ofBuckets(
        values.stream().mapToDouble(Double::doubleValue).toArray(),
        counts.stream().mapToLong(Long::longValue).toArray());
  }

  /** Takes the final accuracy of a window and says whether it has changed. */
  DriftReport accuracy(Window window, double accuracy, long known) {
    ChangeDetector detector = accuracies;
    var verdict = detector.add(accuracy) ? Verdict.DRIFT : Verdict.NONE;
    return window.report(
        "accuracy",
        "adwin",
        verdict,
        new Numbers(accuracy, null, null, accuracies.width(), known, null));
  }

  byte[] toBytes() {
    return StateBytes.write(VERSION, out -> {
      StateBytes.writeBytes(out, reference.toBytes());
      StateBytes.writeBytes(out, accuracies.toBytes());
    });
  }

  static DriftWatch fromBytes(byte[] bytes) {
    return StateBytes.read("drift", bytes, VERSION, in -> {
      var reference = Summary.fromBytes(StateBytes.readBytes(in));
      return new DriftWatch(reference, Adwin.fromBytes(ADWIN, StateBytes.readBytes(in)));
    });
  }
}
