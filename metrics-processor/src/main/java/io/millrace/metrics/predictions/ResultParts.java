package io.millrace.metrics.predictions;

import java.util.Arrays;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/** What partitions have told of the windows of their answers, merged, until all have told. */
final class ResultParts {
  private static final byte WINDOW = 'o';

  private final KeyValueStore<Bytes, byte[]> store;
  private final TreeMap<ModelWindow, ResultSummary> merged = new TreeMap<>();

  /** Goes on where the store stands. */
  ResultParts(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
    var end = Bytes.wrap(new byte[] {WINDOW + 1});
    try (var all = store.range(Bytes.wrap(new byte[] {WINDOW}), end)) {
      while (all.hasNext()) {
        var entry = all.next();
        var key = entry.key.get();
        if (key[0] == WINDOW) {
          merged.put(
              ModelWindow.fromBytes(Arrays.copyOfRange(key, 1, key.length)),
              ResultSummary.fromBytes(entry.value));
        }
      }
    }
  }

  void add(Message.ResultPart part) {
    var summary = merged.computeIfAbsent(part.window(), window -> new ResultSummary());
    summary.merge(part.summary());
    store.put(key(part.window()), summary.toBytes());
  }

  private static Bytes key(ModelWindow window) {
    var bytes = window.toBytes();
    var key = new byte[bytes.length + 1];
    key[0] = WINDOW;
    System.arraycopy(bytes, 0, key, 1, bytes.length);
    return Bytes.wrap(key);
  }

  /**
   * Gives out the windows that all partitions have closed, in the order of time.
   *
   * @param time that all partitions have reached, ms
   * @param open how long after its start a window is open, ms
   */
  void close(long time, long open, BiConsumer<ModelWindow, ResultSummary> to) {
    while (!merged.isEmpty() && merged.firstKey().start() + open <= time) {
      var window = merged.firstKey();
      to.accept(window, merged.remove(window));
      store.delete(key(window));
    }
  }
}
