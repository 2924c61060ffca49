package io.millrace.metrics.predictions;

import io.millrace.metrics.inputs.InputSummary;
import io.millrace.metrics.state.StateBytes;
import io.millrace.model.inputs.InputSample;
import io.millrace.model.qoa.BinaryReader;
import io.millrace.model.qoa.BinaryWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open windows of the inputs of a partition's answers, of models that have them watched. As with {@link
 * ResultWindows}, each sample has a place of its own in the store until many are put into their windows at once.
 */
final class InputWindows {
  private static final Logger LOG = LoggerFactory.getLogger(InputWindows.class);
  // A window takes up to half a MiB.
  private static final int MOST_OPEN = 200;
  private static final int SLOTS = 1024;
  private static final int MOST_PENDING_BYTES = 1 << 20;
  private static final byte PROGRESS = 16;
  private static final byte WINDOW = 17;
  private static final byte SLOT = 18;
  private static final Bytes PROGRESS_KEY = Bytes.wrap(new byte[] {PROGRESS});

  private final KeyValueStore<Bytes, byte[]> store;
  private final PredictionsConfig config;
  private final int partition;
  private final BiConsumer<ModelWindow, InputSummary> closed;
  private final InputSample.Reader reader = new InputSample.Reader();
  private final List<Pending> pending = new ArrayList<>();
  private final TreeMap<ModelWindow, InputSummary> open = new TreeMap<>();
  private long pendingBytes;
  private long earliest = Long.MAX_VALUE;
  private long next;
  private boolean isFull;

  /** A sample that is in no window yet. */
  private record Pending(
      long sequence, ModelWindow window, boolean isLate, long offset, InputSample sample) {}

  /**
   * Goes on where the store stands.
   *
   * @param closed takes each window once, when the time of the partition has passed it and its grace
   */
  InputWindows(
      KeyValueStore<Bytes, byte[]> store,
      PredictionsConfig config,
      int partition,
      BiConsumer<ModelWindow, InputSummary> closed) {
    this.store = store;
    this.config = config;
    this.partition = partition;
    this.closed = closed;
    restore();
  }

  private void restore() {
    var progress = store.get(PROGRESS_KEY);
    next = progress == null ? 0 : new BinaryReader(progress).readUnsigned();
    var end = Bytes.wrap(new byte[] {SLOT + 1});
    try (var all = store.range(Bytes.wrap(new byte[] {WINDOW}), end)) {
      while (all.hasNext()) {
        var entry = all.next();
        var key = entry.key.get();
        if (key[0] == WINDOW) {
          var window = ModelWindow.fromBytes(Arrays.copyOfRange(key, 1, key.length));
          open.put(window, InputSummary.fromBytes(entry.value));
          earliest = Math.min(earliest, window.start());
        } else if (key[0] == SLOT) {
          restoreSample(entry.value);
        }
      }
    }
    pending.sort(Comparator.comparingLong(Pending::sequence));
    next += pending.size();
  }

  private void restoreSample(byte[] bytes) {
    var sample = StateBytes.read(
        "sample of inputs",
        bytes,
        1,
        in -> new Pending(
            in.readLong(),
            ModelWindow.read(in),
            in.readBoolean(),
            in.readLong(),
            reader.read(StateBytes.readBytes(in))));
    if (sample.sequence() >= next) {
      pend(sample, bytes.length);
    }
  }

  private void pend(Pending sample, int bytes) {
    pending.add(sample);
    pendingBytes += bytes;
    earliest = Math.min(earliest, sample.window().start());
  }

  /**
   * Takes the sample of an answer; one whose window has closed is counted in the oldest that is open.
   *
   * @param own the window of the answer's time
   * @param offset of the answer in the partition
   * @param reached the time that the partition has reached
   * @throws IllegalArgumentException if the bytes are no sample
   */
  void add(ModelWindow own, long offset, byte[] bytes, long reached) {
    var sample = reader.read(bytes);
    boolean isLate = dueOf(own.start()) <= reached;
    var window = isLate
        ? new ModelWindow(
            own.model(), own.version(), config.startOf(reached - config.grace().toMillis()))
        : own;
    if (!isRoomFor(window)) {
      return;
    }
    var slot = StateBytes.write(1, out -> {
      out.writeLong(next);
      window.write(out);
      out.writeBoolean(isLate);
      out.writeLong(offset);
      StateBytes.writeBytes(out, bytes);
    });
    int place = (int) (next % SLOTS);
    store.put(Bytes.wrap(new byte[] {SLOT, (byte) (place >> 8), (byte) place}), slot);
    pend(new Pending(next, window, isLate, offset, sample), slot.length);
    next++;
    if (pending.size() == SLOTS || pendingBytes >= MOST_PENDING_BYTES) {
      fold();
    }
  }

  private boolean isRoomFor(ModelWindow window) {
    if (open.size() < MOST_OPEN || open.containsKey(window)) {
      return true;
    }
    if (!isFull) {
      isFull = true;
      LOG.warn(
          "inputs of more than {} windows at a time in partition {}: those of {} are not counted",
          MOST_OPEN,
          partition,
          window.key());
    }
    return false;
  }

  private void fold() {
    var changed = new HashSet<ModelWindow>();
    for (var one : pending) {
      var summary = open.computeIfAbsent(
          one.window(), window -> new InputSummary(one.sample().schema()));
      if (one.isLate()) {
        summary.addLate();
      } else {
        summary.add(one.sample(), partition, one.offset());
      }
      changed.add(one.window());
    }
    pending.clear();
    pendingBytes = 0;
    changed.forEach(window -> {
      var summary = open.get(window);
      if (summary != null) {
        store.put(key(window), summary.toBytes());
      }
    });
    store.put(PROGRESS_KEY, new BinaryWriter().writeUnsigned(next).toBytes());
  }

  /** Gives out what is closed at this time of the partition. */
  void reach(long time) {
    if (earliest == Long.MAX_VALUE || dueOf(earliest) > time) {
      return;
    }
    fold();
    while (!open.isEmpty() && dueOf(open.firstKey().start()) <= time) {
      var window = open.firstKey();
      closed.accept(window, open.remove(window));
      store.delete(key(window));
    }
    earliest = open.isEmpty() ? Long.MAX_VALUE : open.firstKey().start();
  }

  private long dueOf(long start) {
    return start + config.window().toMillis() + config.grace().toMillis();
  }

  private static Bytes key(ModelWindow window) {
    var bytes = window.toBytes();
    var key = new byte[bytes.length + 1];
    key[0] = WINDOW;
    System.arraycopy(bytes, 0, key, 1, bytes.length);
    return Bytes.wrap(key);
  }
}
