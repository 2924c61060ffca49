package io.millrace.metrics;

import io.millrace.metrics.window.ChannelTimes;
import io.millrace.model.qoa.BinaryReader;
import io.millrace.model.qoa.BinaryWriter;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * What is kept apart for applications whose time is told by marks of their own: see {@link
 * io.millrace.topology.Mark#record(String, int, String, long)}.
 *
 * @param <T> what is kept for each
 */
final class OwnTimes<T extends OwnTimes.Kept> {
  private static final byte[] PREFIX = {0, 3};
  private static final byte[] AFTER = {0, 4};

  private final int channels;
  private final BiFunction<String, ChannelTimes, T> opening;
  private final Map<String, T> kept = new TreeMap<>();
  private final Set<String> ended = new HashSet<>();

  /** What has times, and something to save beside them. */
  interface Kept {
    ChannelTimes times();

    void save();

    /** Leaves nothing in the store. */
    void clear();
  }

  /**
   * @param channels from which times come
   * @param opening makes what is kept for an application, as far as the store has it
   */
  OwnTimes(int channels, BiFunction<String, ChannelTimes, T> opening) {
    this.channels = channels;
    this.opening = opening;
  }

  void restore(KeyValueStore<Bytes, byte[]> store) {
    try (var all = store.range(Bytes.wrap(PREFIX), Bytes.wrap(AFTER))) {
      while (all.hasNext()) {
        var entry = all.next();
        var key = entry.key.get();
        var in = new BinaryReader(Arrays.copyOfRange(key, PREFIX.length, key.length));
        open(in.readText()).times().restore(entry.value);
      }
    }
  }

  /** Null: its time is the common one. */
  @Nullable
  T of(String application) {
    return kept.isEmpty() ? null : kept.get(application);
  }

  T open(String application) {
    return kept.computeIfAbsent(
        application, name -> opening.apply(name, new ChannelTimes(channels)));
  }

  void end(String application) {
    var last = kept.remove(application);
    if (last != null) {
      last.save();
      last.clear();
      ended.add(application);
    }
  }

  void save(KeyValueStore<Bytes, byte[]> store) {
    ended.forEach(application -> store.delete(key(application)));
    ended.clear();
    kept.forEach((application, one) -> {
      one.save();
      store.put(key(application), one.times().toBytes());
    });
  }

  private static Bytes key(String application) {
    var out = new BinaryWriter();
    for (byte b : PREFIX) {
      out.writeByte(b);
    }
    return Bytes.wrap(out.writeText(application).toBytes());
  }
}
