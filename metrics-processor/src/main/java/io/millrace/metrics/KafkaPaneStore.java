package io.millrace.metrics;

import io.millrace.metrics.window.OpenWindows;
import io.millrace.metrics.window.PaneStore;
import io.millrace.metrics.window.SeriesWindow;
import io.millrace.model.qoa.BinaryReader;
import io.millrace.model.qoa.BinaryWriter;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Panes in a store of Kafka Streams. A key is the series, its windows and the pane, so that the panes of a series lie
 * beside each other; one more key holds the watermark.
 */
final class KafkaPaneStore implements PaneStore {
  private static final Bytes WATERMARK = Bytes.wrap(new byte[] {0});
  private static final int PANES = 1;
  private static final int KEY_BYTES = 96;

  private final KeyValueStore<Bytes, byte[]> store;

  KafkaPaneStore(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  @Override
  public void save(SeriesWindow key, long pane, byte @Nullable [] bytes) {
    if (bytes == null) {
      store.delete(bytes(key, pane));
    } else {
      store.put(bytes(key, pane), bytes);
    }
  }

  private static Bytes bytes(SeriesWindow key, long pane) {
    var out = new BinaryWriter(KEY_BYTES).writeByte(PANES);
    key.write(out);
    // With the sign turned, bytes compare as the numbers do.
    return Bytes.wrap(out.writeFixed64(pane ^ Long.MIN_VALUE).toBytes());
  }

  @Override
  public void load(SeriesWindow key, Visitor visitor) {
    try (var panes = store.range(bytes(key, Long.MIN_VALUE), bytes(key, Long.MAX_VALUE))) {
      visit(panes, visitor);
    }
  }

  @Override
  public void loadAll(Visitor visitor) {
    var from = Bytes.wrap(new byte[] {PANES});
    var to = Bytes.wrap(new byte[] {PANES + 1});
    try (var panes = store.range(from, to)) {
      visit(panes, visitor);
    }
  }

  private static void visit(KeyValueIterator<Bytes, byte[]> panes, Visitor visitor) {
    while (panes.hasNext()) {
      var entry = panes.next();
      var bytes = entry.key.get();
      var in = new BinaryReader(Arrays.copyOfRange(bytes, 1, bytes.length));
      var key = SeriesWindow.read(in);
      visitor.visit(key, in.readFixed64() ^ Long.MIN_VALUE, entry.value);
    }
  }

  @Override
  public void saveWatermark(long watermark) {
    store.put(WATERMARK, new BinaryWriter().writeFixed64(watermark).toBytes());
  }

  @Override
  public long watermark() {
    var bytes = store.get(WATERMARK);
    return bytes == null ? OpenWindows.NO_TIME : new BinaryReader(bytes).readFixed64();
  }
}
