package io.millrace.metrics.window;

import io.millrace.model.qoa.BinaryReader;
import io.millrace.model.qoa.BinaryWriter;
import io.millrace.model.qoa.Summary;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Windows of whole stages and of whole applications, put together from the closed windows of their instances. They close
 * when the watermark has come to where the last of their parts closes, in the order of time, then of series.
 *
 * <p>Only windows that start at fixed times can be put together: those of other kinds begin with a value of their own.
 * Not thread-safe.
 */
public final class OpenRollUps {
  /** Stands in a series for what is rolled up. */
  public static final String ALL = "";

  private static final Comparator<Due> ORDER =
      Comparator.comparingLong(Due::at).thenComparing(Due::key).thenComparingLong(Due::start);

  private final PaneStore store;
  private final TreeMap<Due, Parts> open = new TreeMap<>(ORDER);
  private final Set<Due> unsaved = new LinkedHashSet<>();
  private long watermark;

  private record Due(long at, SeriesWindow key, long start) {}

  private static final class Parts {
    private final Summary values;
    private long end;
    private long late;
    private long missing;

    Parts(Summary values) {
      this.values = values;
    }

    void add(ClosedWindow window) {
      values.merge(window.values());
      end = window.end();
      late += window.late();
      missing += window.missing();
    }

    byte[] toBytes() {
      var out = new BinaryWriter(256);
      out.writeSigned(end).writeUnsigned(late).writeUnsigned(missing);
      values.write(out);
      return out.toBytes();
    }

    static Parts of(byte[] bytes) {
      var in = new BinaryReader(bytes);
      long end = in.readSigned();
      long late = in.readUnsigned();
      long missing = in.readUnsigned();
      var parts = new Parts(Summary.read(in));
      in.expectEnd();
      parts.end = end;
      parts.late = late;
      parts.missing = missing;
      return parts;
    }
  }

  /** Goes on where the store stands; what changes is put into it by {@link #save}. */
  public OpenRollUps(PaneStore store) {
    this.store = store;
    this.watermark = store.watermark();
    store.loadAll((key, start, bytes) -> {
      var parts = Parts.of(bytes);
      open.put(new Due(due(key.spec(), parts.end), key, start), parts);
    });
  }

  /** Whether windows of this kind can be rolled up. */
  public static boolean takes(WindowSpec spec) {
    return grace(spec) >= 0;
  }

  private static long due(WindowSpec spec, long end) {
    return end + grace(spec);
  }

  private static long grace(WindowSpec spec) {
    if (spec instanceof WindowSpec.Tumbling tumbling) {
      return tumbling.grace().toMillis();
    }
    return spec instanceof WindowSpec.Hopping hopping ? hopping.grace().toMillis() : -1;
  }

  /** Adds the window of an instance to that of its stage and to that of its application. */
  public void add(SeriesWindow key, ClosedWindow window) {
    var series = key.series();
    addTo(series.stage(), key, window);
    addTo(ALL, key, window);
  }

  private void addTo(String stage, SeriesWindow key, ClosedWindow window) {
    var series = new Series(key.series().application(), stage, ALL, key.series().metric());
    var due = new Due(
        due(key.spec(), window.end()), new SeriesWindow(series, key.spec()), window.start());
    open.computeIfAbsent(due, d -> new Parts(new Summary())).add(window);
    unsaved.add(due);
  }

  /** Sets the watermark if this is later, and closes what is due by then. */
  public void advance(long time, PartitionWindows.Output out) {
    if (time <= watermark) {
      return;
    }
    watermark = time;
    while (!open.isEmpty() && open.firstKey().at() <= time) {
      var closed = open.pollFirstEntry();
      var due = closed.getKey();
      var parts = closed.getValue();
      unsaved.add(due);
      out.closed(
          due.key(),
          new ClosedWindow(due.start(), parts.end, parts.values, parts.late, parts.missing));
    }
  }

  /** Puts into the store what has changed since the last time. */
  public void save() {
    for (var due : unsaved) {
      @Nullable Parts parts = open.get(due);
      store.save(due.key(), due.start(), parts == null ? null : parts.toBytes());
    }
    unsaved.clear();
    store.saveWatermark(watermark);
  }
}
