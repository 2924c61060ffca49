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
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Exact measurements of samples, kept in panes: a sample costs one addition for each selector that takes
 * it, and a window is the sum of its panes. A pane counts if it begins in the range, so that a range is
 * exact if it begins and ends with a pane. Samples that are not a number count as not reported.
 */
public final class PanedMeasurements implements Measurements {
  private final Duration pane;
  private final int mostValues;
  /** Whether values are kept for percentiles, by selector. */
  private final Map<MetricSelector, Boolean> selectors;

  private final Map<MetricSelector, SortedMap<Long, Tally>> panes = new LinkedHashMap<>();

  private PanedMeasurements(Duration pane, int mostValues, Map<MetricSelector, Boolean> selectors) {
    if (pane.toMillis() < 1 || mostValues < 0) {
      throw new IllegalArgumentException(
          "a pane of %s with %d values is none".formatted(pane, mostValues));
    }
    this.pane = pane;
    this.mostValues = mostValues;
    this.selectors = selectors;
    selectors.keySet().forEach(selector -> panes.put(selector, new TreeMap<>()));
  }

  /**
   * Of all samples that the contract's expressions need.
   *
   * @param mostValues how many values of a window are kept for its percentiles; of more there is none
   */
  public static PanedMeasurements of(Contract contract, Duration pane, int mostValues) {
    return new PanedMeasurements(pane, mostValues, Selectors.of(contract));
  }

  /** Counts the sample; in any order. */
  public void add(Sample sample) {
    if (Double.isNaN(sample.value())) {
      return;
    }
    long place = Math.floorDiv(sample.at().toEpochMilli(), pane.toMillis());
    selectors.forEach((selector, keepsValues) -> {
      if (selector.isOf(sample.metric())) {
        var tally = panes(selector).computeIfAbsent(place, p -> tally(keepsValues));
        tally.report();
        if (selector.matches(sample.metric(), sample.labels())) {
          tally.choose(sample.value());
        }
      }
    });
  }

  private Tally tally(boolean keepsValues) {
    return new Tally(keepsValues ? mostValues : 0);
  }

  private SortedMap<Long, Tally> panes(MetricSelector selector) {
    var found = panes.get(selector);
    if (found == null) {
      throw new IllegalArgumentException(
          "no samples are kept of %s, only of %s".formatted(selector, selectors.keySet()));
    }
    return found;
  }

  @Override
  public @Nullable Measurement measure(
      MetricSelector selector, Aggregate aggregate, TimeRange range) {
    var all = tally(Boolean.TRUE.equals(selectors.get(selector)));
    long length = pane.toMillis();
    long first = -Math.floorDiv(-range.start().toEpochMilli(), length); // rounded up
    long last = -Math.floorDiv(-range.end().toEpochMilli(), length);
    panes(selector).subMap(first, last).values().forEach(all::merge);
    return all.measure(aggregate, range.length().toNanos() / 1e9);
  }

  /** Forgets all panes that end at that time or before it. */
  public void forgetBefore(Instant time) {
    long place = Math.floorDiv(time.toEpochMilli(), pane.toMillis());
    panes.values().forEach(all -> all.headMap(place).clear());
  }

  /** Writes all panes; the same samples in the same order give the same bytes. */
  public void write(DataOutput out) throws IOException {
    for (var all : panes.values()) {
      out.writeInt(all.size());
      for (var entry : all.entrySet()) {
        out.writeLong(entry.getKey());
        entry.getValue().write(out);
      }
    }
  }

  /** What {@link #write} has written for the same contract, pane and limit. */
  public static PanedMeasurements read(
      Contract contract, Duration pane, int mostValues, DataInput in) throws IOException {
    var measurements = of(contract, pane, mostValues);
    for (var entry : measurements.panes.entrySet()) {
      boolean keepsValues = Boolean.TRUE.equals(measurements.selectors.get(entry.getKey()));
      int size = in.readInt();
      for (int i = 0; i < size; i++) {
        entry.getValue().put(in.readLong(), Tally.read(keepsValues ? mostValues : 0, in));
      }
    }
    return measurements;
  }
}
