package io.millrace.metrics.contract;

import io.millrace.model.contract.Aggregate;
import io.millrace.model.contract.Contract;
import io.millrace.model.contract.MetricSelector;
import io.millrace.model.contract.TimeRange;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Measurements of samples, kept in panes: a sample costs one addition for each selector that takes
 * it, and a window is the sum of its panes. All are exact, but for percentiles of more values than are kept,
 * which a sketch tells with its relative error. A pane counts if it begins in the range, so that a range is
 * exact if it begins and ends with a pane. Samples that are not a number count as not reported.
 */
public final class PanedMeasurements implements Measurements {
  private final Duration pane;
  private final Map<MetricSelector, SelectorPanes> panes = new LinkedHashMap<>();

  /** @param selectors each with whether values are kept for percentiles */
  private PanedMeasurements(Duration pane, int mostValues, Map<MetricSelector, Boolean> selectors) {
    if (pane.toMillis() < 1 || mostValues < 0) {
      throw new IllegalArgumentException(
          "a pane of %s with %d values is none".formatted(pane, mostValues));
    }
    this.pane = pane;
    selectors.forEach((selector, keepsValues) ->
        panes.put(selector, new SelectorPanes(selector, keepsValues ? mostValues : 0)));
  }

  /**
   * Of all samples that the contract's expressions need.
   *
   * @param mostValues of how many values of a window percentiles are exact; of more they come from a sketch
   */
  public static PanedMeasurements of(Contract contract, Duration pane, int mostValues) {
    return new PanedMeasurements(pane, mostValues, Selectors.of(contract));
  }

  /** Counts the sample; in any order. */
  public void add(Sample sample) {
    if (Double.isNaN(sample.value())) {
      return;
    }
    long place = placeOf(sample.at());
    panes.values().forEach(of -> of.add(place, sample));
  }

  @Override
  public @Nullable Measurement measure(
      MetricSelector selector, Aggregate aggregate, TimeRange range) {
    var of = panes.get(selector);
    if (of == null) {
      throw new IllegalArgumentException(
          "no samples are kept of %s, only of %s".formatted(selector, panes.keySet()));
    }
    long length = pane.toMillis();
    long first = -Math.floorDiv(-range.start().toEpochMilli(), length); // rounded up
    long last = -Math.floorDiv(-range.end().toEpochMilli(), length);
    return of.measure(aggregate, first, last, range.length().toNanos() / 1e9);
  }

  /**
   * Forgets all panes that end at that time or before it.
   *
   * @return the numbers of the panes that were there
   */
  public Set<Long> forgetBefore(Instant time) {
    return forgetBefore(placeOf(time));
  }

  /**
   * Forgets all panes.
   *
   * @return their numbers
   */
  public Set<Long> forgetAll() {
    return forgetBefore(Long.MAX_VALUE);
  }

  private Set<Long> forgetBefore(long place) {
    var forgotten = new TreeSet<Long>();
    panes.values().forEach(of -> forgotten.addAll(of.forgetBefore(place)));
    return forgotten;
  }

  /** The number of the pane that holds the time. */
  public long placeOf(Instant time) {
    return Math.floorDiv(time.toEpochMilli(), pane.toMillis());
  }

  /** Whether nothing was reported, or all was forgotten. */
  public boolean isEmpty() {
    return panes.values().stream().allMatch(SelectorPanes::isEmpty);
  }

  /** Writes one pane, of all selectors. */
  public void writePane(long place, DataOutput out) throws IOException {
    for (var of : panes.values()) {
      of.writePane(place, out);
    }
  }

  /** Brings back what {@link #writePane} has written for the same contract, pane and limit. */
  public void readPane(long place, DataInput in) throws IOException {
    for (var of : panes.values()) {
      of.readPane(place, in);
    }
  }

  /** Writes all panes; the same samples in the same order give the same bytes. */
  public void write(DataOutput out) throws IOException {
    for (var of : panes.values()) {
      of.write(out);
    }
  }

  /** What {@link #write} has written for the same contract, pane and limit. */
  public static PanedMeasurements read(
      Contract contract, Duration pane, int mostValues, DataInput in) throws IOException {
    var measurements = of(contract, pane, mostValues);
    for (var panes : measurements.panes.values()) {
      panes.read(in);
    }
    return measurements;
  }
}
