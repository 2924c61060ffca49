package io.millrace.metrics.predictions;

import io.millrace.model.qoa.BinaryReader;
import io.millrace.model.qoa.BinaryWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The open windows of a partition's answers. To write a window with each answer would cost more than all else here, and
 * what is only in memory is lost in a crash; so each answer is kept as a small sample in one of {@link #SLOTS} places of
 * the store, and when these are full, or time has gone on, the samples are folded into their windows at once.
 */
final class ResultWindows {
  private static final int SLOTS = 256;
  private static final long NO_TIME = Long.MIN_VALUE;
  private static final byte PROGRESS = 0;
  private static final byte WINDOW = 1;
  private static final byte SLOT = 2;
  private static final Bytes PROGRESS_KEY = Bytes.wrap(new byte[] {PROGRESS});

  private final KeyValueStore<Bytes, byte[]> store;
  private final PredictionsConfig config;
  private final BiConsumer<ModelWindow, ResultSummary> closed;
  private final Bytes[] slots = new Bytes[SLOTS];
  private final List<ResultSample> pending = new ArrayList<>(SLOTS);
  private final TreeMap<ModelWindow, ResultSummary> open = new TreeMap<>();
  private final Set<ModelWindow> changed = new TreeSet<>();
  private final Map<String, @Nullable ModelWindow> recent = new HashMap<>();
  private long next;
  private long watermark = NO_TIME;
  private long foldedAt = NO_TIME;

  /**
   * Goes on where the store stands.
   *
   * @param closed takes each window once, when the time of the partition has passed it and its grace
   */
  ResultWindows(
      KeyValueStore<Bytes, byte[]> store,
      PredictionsConfig config,
      BiConsumer<ModelWindow, ResultSummary> closed) {
    this.store = store;
    this.config = config;
    this.closed = closed;
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = Bytes.wrap(new byte[] {SLOT, (byte) i});
    }
    restore();
  }

  private void restore() {
    var progress = store.get(PROGRESS_KEY);
    if (progress != null) {
      var in = new BinaryReader(progress);
      watermark = in.readSigned();
      next = in.readUnsigned();
      foldedAt = watermark;
    }
    try (var windows =
        store.range(Bytes.wrap(new byte[] {WINDOW}), Bytes.wrap(new byte[] {SLOT}))) {
      while (windows.hasNext()) {
        var entry = windows.next();
        if (entry.key.get()[0] == WINDOW) {
          open.put(window(entry.key), ResultSummary.fromBytes(entry.value));
        }
      }
    }
    restoreSamples();
  }

  private void restoreSamples() {
    for (var slot : slots) {
      var bytes = store.get(slot);
      if (bytes != null && ResultSample.fromBytes(bytes).sequence() >= next) {
        pending.add(ResultSample.fromBytes(bytes));
      }
    }
    pending.sort(Comparator.comparingLong(ResultSample::sequence));
    next += pending.size();
  }

  private static Bytes key(ModelWindow window) {
    var bytes = window.toBytes();
    var key = new byte[bytes.length + 1];
    key[0] = WINDOW;
    System.arraycopy(bytes, 0, key, 1, bytes.length);
    return Bytes.wrap(key);
  }

  private static ModelWindow window(Bytes key) {
    return ModelWindow.fromBytes(Arrays.copyOfRange(key.get(), 1, key.get().length));
  }

  /** The number of the next sample. */
  long next() {
    return next;
  }

  /** Takes an answer; its window closes only when the samples are folded. */
  void add(ResultSample sample) {
    store.put(slots[(int) (next % SLOTS)], sample.toBytes());
    pending.add(sample);
    next++;
    boolean isTime =
        foldedAt == NO_TIME || sample.time() >= foldedAt + config.step().toMillis();
    if (pending.size() == SLOTS || isTime) {
      fold(sample.time());
    }
  }

  /** Folds all samples and goes on to a time on the log, if it is later than the one reached. */
  void fold(long time) {
    for (var sample : pending) {
      count(sample);
      reach(sample.time());
    }
    pending.clear();
    recent.clear();
    reach(time);
    for (var window : changed) {
      var summary = open.get(window);
      if (summary != null) {
        store.put(key(window), summary.toBytes());
      }
    }
    changed.clear();
    foldedAt = watermark;
    store.put(
        PROGRESS_KEY,
        new BinaryWriter(24).writeSigned(watermark).writeUnsigned(next).toBytes());
  }

  private void count(ResultSample sample) {
    boolean isLate = watermark != NO_TIME && dueOf(config.startOf(sample.time())) <= watermark;
    var window = window(sample, isLate ? watermark - config.grace().toMillis() : sample.time());
    if (window == null) {
      return;
    }
    changed.add(window);
    var summary = open.computeIfAbsent(window, w -> new ResultSummary());
    if (isLate) {
      summary.late().increment();
    } else {
      summary.add(sample);
    }
  }

  private @Nullable ModelWindow window(ResultSample sample, long time) {
    long start = config.startOf(time);
    var name = sample.model() + "/" + sample.version();
    var known = recent.get(name);
    if (known == null || known.start() != start) {
      known = ModelWindow.of(sample.model(), sample.version(), start);
      recent.put(name, known);
    }
    return known;
  }

  private long dueOf(long start) {
    return start + config.window().toMillis() + config.grace().toMillis();
  }

  private void reach(long time) {
    if (time <= watermark) {
      return;
    }
    watermark = time;
    while (!open.isEmpty() && dueOf(open.firstKey().start()) <= watermark) {
      var window = open.firstKey();
      closed.accept(window, open.remove(window));
      store.delete(key(window));
    }
  }

  /** The time that the partition had reached when the samples were folded last. */
  long watermark() {
    return watermark;
  }
}
