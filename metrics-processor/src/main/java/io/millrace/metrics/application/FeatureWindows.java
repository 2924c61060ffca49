package io.millrace.metrics.application;

import io.millrace.metrics.window.Sample;
import io.millrace.model.application.StreamConfig;
import io.millrace.model.application.WindowLength;
import io.millrace.model.application.WindowLength.Count;
import io.millrace.model.application.WindowLength.Time;
import io.millrace.model.qoa.BinaryReader;
import io.millrace.model.qoa.BinaryWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one set of features, and when a window of them is looked at.
 *
 * <p>An interval of reports: each time so many rows have begun, and the next begins or time has passed it. An interval of
 * time: where the size is a time too, as aligned windows close, one starting at each multiple of the interval; else at each
 * multiple of it that has new rows before it. Only the log's time counts. Not thread-safe.
 */
final class FeatureWindows {
  /** Nothing is due. */
  static final long NEVER = Long.MAX_VALUE;

  private final FeatureSet features;
  private final WindowLength interval;
  private final WindowLength size;
  private final long grace;
  private final int mostRows;
  private final Changes changes;
  private final TreeMap<Long, FeatureRow> rows = new TreeMap<>();
  private final Map<RowKey, Long> places = new HashMap<>();
  private long next;
  private long sinceFired;
  private long firedThrough = Long.MIN_VALUE;
  private long firstNew = NEVER;
  private long latest = Long.MIN_VALUE;
  private long leftOut;
  private long late;

  private record RowKey(long time, String source) {}

  /** Keeps what changes. */
  interface Changes {
    /** @param bytes null: the row is gone */
    void row(long place, byte @Nullable [] bytes);

    void state(byte[] bytes);
  }

  /**
   * A window to be looked at.
   *
   * @param leftOut rows that there was no room for since the window before
   * @param late values that came after all their windows, since the window before
   */
  record Cut(long start, long end, List<FeatureRow> rows, long leftOut, long late) {}

  /** @param mostRows how many rows are kept; beyond that the oldest are left out */
  FeatureWindows(
      FeatureSet features, StreamConfig config, Duration grace, int mostRows, Changes changes) {
    this.features = features;
    this.interval = config.interval();
    this.size = config.size();
    this.grace = (config.grace() == null ? grace : config.grace()).toMillis();
    this.mostRows = mostRows;
    this.changes = changes;
  }

  FeatureSet features() {
    return features;
  }

  /** Goes on with a row that was kept. */
  void restoreRow(long place, byte[] bytes) {
    var row = FeatureRow.of(bytes, features.metrics().size());
    rows.put(place, row);
    places.put(new RowKey(row.time(), row.source()), place);
  }

  /** Goes on with what was kept beside the rows. */
  void restoreState(byte[] bytes) {
    var in = new BinaryReader(bytes);
    next = in.readUnsigned();
    sinceFired = in.readUnsigned();
    firedThrough = in.readFixed64();
    firstNew = in.readFixed64();
    latest = in.readFixed64();
    leftOut = in.readUnsigned();
    late = in.readUnsigned();
    in.expectEnd();
  }

  private void saveState() {
    changes.state(new BinaryWriter()
        .writeUnsigned(next)
        .writeUnsigned(sinceFired)
        .writeFixed64(firedThrough)
        .writeFixed64(firstNew)
        .writeFixed64(latest)
        .writeUnsigned(leftOut)
        .writeUnsigned(late)
        .toBytes());
  }

  /**
   * Takes a value that the features contain.
   *
   * @param time of the value, as the log's clock has it
   * @param reached the time that the log has reached before it; {@link Long#MIN_VALUE} at its beginning
   */
  void add(Sample sample, long time, long reached, Consumer<Cut> out) {
    passEmpty(reached);
    if (isLate(time)) {
      late++;
      saveState();
      return;
    }
    var key = new RowKey(time, features.source(sample));
    var place = places.get(key);
    if (place == null) {
      if (interval instanceof Count every && sinceFired >= every.reports()) {
        fireByCount(out);
      }
      place = begin(key);
    }
    var row = rows.get(place);
    if (row != null) {
      row.add(features, sample);
      changes.row(place, row.toBytes());
    }
  }

  private long begin(RowKey key) {
    long place = next++;
    rows.put(place, new FeatureRow(key.time(), key.source(), features.metrics().size()));
    places.put(key, place);
    sinceFired++;
    latest = Math.max(latest, key.time());
    firstNew = Math.min(firstNew, key.time());
    trim();
    saveState();
    return place;
  }

  private void trim() {
    if (interval instanceof Count && size instanceof Time last) {
      while (!rows.isEmpty() && rows.firstEntry().getValue().time() <= latest - last.millis()) {
        remove(rows.firstKey());
      }
    }
    if (size instanceof Count most) {
      removeOldest(most.reports());
    }
    int before = rows.size();
    removeOldest(mostRows);
    leftOut += before - rows.size();
  }

  private void removeOldest(int most) {
    while (rows.size() > most) {
      remove(rows.firstKey());
    }
  }

  private void remove(long place) {
    var row = rows.remove(place);
    if (row != null) {
      places.remove(new RowKey(row.time(), row.source()));
      changes.row(place, null);
    }
  }

  // Windows that ended without rows are over too.
  private void passEmpty(long reached) {
    if (interval instanceof Time every && reached != Long.MIN_VALUE) {
      firedThrough = Math.max(firedThrough, boundaryUpTo(reached - grace, every));
    }
  }

  /** Whether the last window that holds this time is over. */
  private boolean isLate(long time) {
    return interval instanceof Time every
        && size instanceof Time last
        && boundaryUpTo(time + last.millis(), every) <= firedThrough;
  }

  private long boundaryUpTo(long time, Time every) {
    return boundaryAfter(time, every) - every.millis();
  }

  /** When a window has to be looked at, whatever comes or does not come until then. */
  long due() {
    if (interval instanceof Count every) {
      return sinceFired >= every.reports() ? latest + 1 + grace : NEVER;
    }
    return rows.isEmpty() || firstNew == NEVER ? NEVER : boundary() + grace;
  }

  private long boundary() {
    return boundaryAfter(Math.max(firstNew, firedThrough), (Time) interval);
  }

  /** The first moment after a time at which a window ends. */
  private long boundaryAfter(long time, Time every) {
    long phase = size instanceof Time last ? last.millis() % every.millis() : 0;
    return Math.floorDiv(time - phase, every.millis()) * every.millis() + phase + every.millis();
  }

  /** Looks at all windows that are due by then. */
  void advance(long time, Consumer<Cut> out) {
    while (due() <= time) {
      if (interval instanceof Count) {
        fireByCount(out);
      } else {
        fireByTime(boundary(), (Time) interval, out);
      }
    }
  }

  private void fireByCount(Consumer<Cut> out) {
    long from = size instanceof Time last ? latest - last.millis() + 1 : Long.MIN_VALUE;
    drop(from);
    var window = List.copyOf(rows.values());
    sinceFired = 0;
    emit(earliest(window), latest + 1, window, out);
  }

  private void fireByTime(long end, Time every, Consumer<Cut> out) {
    var window = new ArrayList<FeatureRow>();
    boolean isByTime = size instanceof Time;
    long start = size instanceof Time last ? end - last.millis() : Long.MIN_VALUE;
    for (var row : rows.values()) {
      if (row.time() >= start && row.time() < end) {
        window.add(row);
      }
    }
    firedThrough = end;
    if (isByTime) {
      drop(start + every.millis());
    }
    firstNew = isByTime ? earliest(rows.values()) : earliestFrom(end);
    emit(isByTime ? start : earliest(window), end, window, out);
  }

  private static long earliest(Iterable<FeatureRow> of) {
    long earliest = NEVER;
    for (var row : of) {
      earliest = Math.min(earliest, row.time());
    }
    return earliest;
  }

  private long earliestFrom(long time) {
    long earliest = NEVER;
    for (var row : rows.values()) {
      if (row.time() >= time) {
        earliest = Math.min(earliest, row.time());
      }
    }
    return earliest;
  }

  /** Rows from before this time are in no window to come. */
  private void drop(long before) {
    var gone = new ArrayList<Long>();
    rows.forEach((place, row) -> {
      if (row.time() < before) {
        gone.add(place);
      }
    });
    gone.forEach(this::remove);
  }

  private void emit(long start, long end, List<FeatureRow> window, Consumer<Cut> out) {
    var cut = new Cut(start, end, List.copyOf(window), leftOut, late);
    leftOut = 0;
    late = 0;
    saveState();
    if (!window.isEmpty()) {
      out.accept(cut);
    }
  }

  /** Forgets everything, in the store too, but its state. */
  void clear() {
    List.copyOf(rows.keySet()).forEach(this::remove);
  }
}
