package io.millrace.metrics.contract;

import io.millrace.model.contract.Aggregate;
import io.millrace.model.contract.MetricSelector;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The panes of one selector, and the range of them that was measured last. */
final class SelectorPanes {
  private final MetricSelector selector;
  private final int mostValues;
  private final TreeMap<Long, Tally> panes = new TreeMap<>();
  private @Nullable Range measured;

  private static final class Range {
    private final long first;
    private final long last;
    /** The values of all its panes, for percentiles; a sample adds one, whichever pane it changes. */
    private final Tally ordered;
    /** All its panes but the last one, added up in order: what most samples do not change. */
    private @Nullable Tally before;

    Range(long first, long last, Tally ordered) {
      this.first = first;
      this.last = last;
      this.ordered = ordered;
    }
  }

  /** @param mostValues how many values are kept for exact percentiles; 0: no percentiles */
  SelectorPanes(MetricSelector selector, int mostValues) {
    this.selector = selector;
    this.mostValues = mostValues;
  }

  private Tally tally() {
    return new Tally(mostValues);
  }

  /** Counts the sample, if it is of the metric. */
  void add(long place, Sample sample) {
    if (!selector.isOf(sample.metric())) {
      return;
    }
    var tally = panes.computeIfAbsent(place, p -> tally());
    tally.report();
    boolean isInRange = measured != null && place >= measured.first && place < measured.last;
    if (measured != null && isInRange && place < measured.last - 1) {
      measured.before = null;
    }
    if (selector.matches(sample.metric(), sample.labels())) {
      tally.choose(sample.value());
      if (measured != null && isInRange) {
        measured.ordered.choose(sample.value());
      }
    }
  }

  /** Of the panes from first up to, not including, last. */
  @Nullable
  Measurement measure(Aggregate aggregate, long first, long last, double seconds) {
    if (first >= last) {
      return tally().measure(aggregate, seconds);
    }
    var range = range(first, last);
    var all = tally();
    all.mergeSums(before(range));
    var newest = panes.get(last - 1);
    if (newest != null) {
      all.mergeSums(newest);
    }
    return all.withValuesOf(range.ordered).measure(aggregate, seconds);
  }

  private Range range(long first, long last) {
    var known = measured;
    if (known != null && known.first == first && known.last == last) {
      return known;
    }
    var ordered = tally();
    panes.subMap(first, last).values().forEach(ordered::merge);
    var next = new Range(first, last, ordered);
    measured = next;
    return next;
  }

  private Tally before(Range range) {
    if (range.before == null) {
      var before = tally();
      panes.subMap(range.first, range.last - 1).values().forEach(before::mergeSums);
      range.before = before;
    }
    return range.before;
  }

  /** Forgets the panes before this one; the numbers of those that were there. */
  Set<Long> forgetBefore(long place) {
    if (panes.isEmpty() || panes.firstKey() >= place) {
      return Set.of();
    }
    var old = panes.headMap(place);
    var forgotten = new TreeSet<>(old.keySet());
    old.clear();
    measured = null;
    return forgotten;
  }

  boolean isEmpty() {
    return panes.isEmpty();
  }

  void writePane(long place, DataOutput out) throws IOException {
    var tally = panes.get(place);
    out.writeBoolean(tally != null);
    if (tally != null) {
      tally.write(out);
    }
  }

  void readPane(long place, DataInput in) throws IOException {
    measured = null;
    if (in.readBoolean()) {
      panes.put(place, Tally.read(mostValues, in));
    }
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(panes.size());
    for (var entry : panes.entrySet()) {
      out.writeLong(entry.getKey());
      entry.getValue().write(out);
    }
  }

  void read(DataInput in) throws IOException {
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      panes.put(in.readLong(), Tally.read(mostValues, in));
    }
  }
}
