package io.millrace.metrics.application;

import io.millrace.model.qoa.BinaryReader;
import io.millrace.model.qoa.BinaryWriter;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * What the functions processor keeps: the time that its partition has reached, and of each application its configuration
 * and, by set of features, the rows and the state beside them.
 */
final class FunctionStore {
  private static final int TIME = 0;
  private static final int APPLICATION = 1;
  private static final int STATE = 2;
  private static final int ROW = 3;
  private static final int MOST_SETS = 1 << 20;
  private static final Bytes TIME_KEY = Bytes.wrap(new byte[] {TIME});

  private final KeyValueStore<Bytes, byte[]> store;

  FunctionStore(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  /** Takes what was kept, in the order of {@link #load}. */
  interface Loading {
    void application(String name, byte[] config);

    void state(String application, int set, byte[] bytes);

    void row(String application, int set, long place, byte[] bytes);
  }

  /** Hands over everything: first all applications, then all states, then all rows in their order. */
  void load(LongConsumer time, Loading loading) {
    var reached = store.get(TIME_KEY);
    if (reached != null) {
      time.accept(new BinaryReader(reached).readFixed64());
    }
    each(APPLICATION, (key, bytes) -> loading.application(key.readText(), bytes));
    each(
        STATE,
        (key, bytes) ->
            loading.state(key.readText(), key.readCount("set of features", MOST_SETS), bytes));
    each(
        ROW,
        (key, bytes) -> loading.row(
            key.readText(), key.readCount("set of features", MOST_SETS), key.readFixed64(), bytes));
  }

  private void each(int kind, BiConsumer<BinaryReader, byte[]> visitor) {
    try (var found = store.range(
        Bytes.wrap(new byte[] {(byte) kind}), Bytes.wrap(new byte[] {(byte) (kind + 1)}))) {
      while (found.hasNext()) {
        var entry = found.next();
        var key = new BinaryReader(entry.key.get());
        if (key.readByte() == kind) {
          visitor.accept(key, entry.value);
        }
      }
    }
  }

  void saveTime(long millis) {
    store.put(TIME_KEY, new BinaryWriter().writeFixed64(millis).toBytes());
  }

  /** @param config null: nothing of the application is kept any more */
  void saveApplication(String name, byte @Nullable [] config) {
    put(new BinaryWriter().writeByte(APPLICATION).writeText(name), config);
  }

  void saveState(String application, int set, byte @Nullable [] bytes) {
    put(new BinaryWriter().writeByte(STATE).writeText(application).writeUnsigned(set), bytes);
  }

  void saveRow(String application, int set, long place, byte @Nullable [] bytes) {
    put(
        new BinaryWriter()
            .writeByte(ROW)
            .writeText(application)
            .writeUnsigned(set)
            .writeFixed64(place),
        bytes);
  }

  private void put(BinaryWriter key, byte @Nullable [] bytes) {
    if (bytes == null) {
      store.delete(Bytes.wrap(key.toBytes()));
    } else {
      store.put(Bytes.wrap(key.toBytes()), bytes);
    }
  }
}
