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
 * Panes in a store of Kafka Streams, which may hold those of several owners. A key is the series, its windows and the
 * pane, so that the panes of a series lie beside each other; one more key holds the watermark.
 */
final class KafkaPaneStore implements PaneStore {
  private static final int WATERMARK = 0;
  private static final int PANES = 1;
  private static final int OWNED_WATERMARK = 2;
  private static final int OWNED_PANES = 3;
  private static final int KEY_BYTES = 96;

  private final KeyValueStore<Bytes, byte[]> store;
  private final byte[] prefix;
  private final Bytes watermark;

  KafkaPaneStore(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
    this.prefix = new byte[] {PANES};
    this.watermark = Bytes.wrap(new byte[] {WATERMARK});
  }

  /** The panes of an owner, beside those of others. */
  KafkaPaneStore(KeyValueStore<Bytes, byte[]> store, String owner) {
    this.store = store;
    this.prefix = new BinaryWriter().writeByte(OWNED_PANES).writeText(owner).toBytes();
    this.watermark = Bytes.wrap(
        new BinaryWriter().writeByte(OWNED_WATERMARK).writeText(owner).toBytes());
  }

  /** Forgets that the owner was there; its panes must have gone. */
  void clear() {
    store.delete(watermark);
  }

  @Override
  public void save(SeriesWindow key, long pane, byte @Nullable [] bytes) {
    if (bytes == null) {
      store.delete(bytes(key, pane));
    } else {
      store.put(bytes(key, pane), bytes);
    }
  }

  private Bytes bytes(SeriesWindow key, long pane) {
    var out = new BinaryWriter(KEY_BYTES);
    for (byte b : prefix) {
      out.writeByte(b);
    }
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
    var after = prefix.clone();
    after[after.length - 1]++;
    try (var panes = store.range(Bytes.wrap(prefix), Bytes.wrap(after))) {
      visit(panes, visitor);
    }
  }

  private void visit(KeyValueIterator<Bytes, byte[]> panes, Visitor visitor) {
    while (panes.hasNext()) {
      var entry = panes.next();
      var bytes = entry.key.get();
      var in = new BinaryReader(Arrays.copyOfRange(bytes, prefix.length, bytes.length));
      var key = SeriesWindow.read(in);
      visitor.visit(key, in.readFixed64() ^ Long.MIN_VALUE, entry.value);
    }
  }

  @Override
  public void saveWatermark(long watermark) {
    store.put(this.watermark, new BinaryWriter().writeFixed64(watermark).toBytes());
  }

  @Override
  public long watermark() {
    var bytes = store.get(this.watermark);
    return bytes == null ? OpenWindows.NO_TIME : new BinaryReader(bytes).readFixed64();
  }
}
