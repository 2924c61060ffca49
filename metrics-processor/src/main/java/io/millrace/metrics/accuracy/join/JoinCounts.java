package io.millrace.metrics.accuracy.join;

import io.millrace.metrics.state.StateBytes;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** How often each event came. */
public record JoinCounts(Map<JoinEvent, Long> counts) {
  private static final int VERSION = 1;

  public static final JoinCounts NONE = new JoinCounts(Map.of());

  public JoinCounts {
    var copy = new EnumMap<JoinEvent, Long>(JoinEvent.class);
    copy.putAll(counts);
    counts = Collections.unmodifiableMap(copy);
  }

  public long of(JoinEvent event) {
    return counts.getOrDefault(event, 0L);
  }

  /** One event more. */
  JoinCounts plus(JoinEvent event) {
    var more = new EnumMap<JoinEvent, Long>(JoinEvent.class);
    more.putAll(counts);
    more.merge(event, 1L, Long::sum);
    return new JoinCounts(more);
  }

  public byte[] toBytes() {
    return StateBytes.write(VERSION, out -> {
      out.writeInt(counts.size());
      for (var entry : counts.entrySet()) {
        StateBytes.writeText(out, entry.getKey().name());
        out.writeLong(entry.getValue());
      }
    });
  }

  /**
   * What {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException if the bytes are no such counts
   */
  public static JoinCounts fromBytes(byte[] bytes) {
    return StateBytes.read("join counts", bytes, VERSION, in -> {
      var counts = new EnumMap<JoinEvent, Long>(JoinEvent.class);
      int size = in.readInt();
      for (int i = 0; i < size; i++) {
        counts.put(JoinEvent.valueOf(StateBytes.readText(in)), in.readLong());
      }
      return new JoinCounts(counts);
    });
  }
}
