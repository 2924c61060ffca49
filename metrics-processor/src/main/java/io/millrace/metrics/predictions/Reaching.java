package io.millrace.metrics.predictions;

import io.millrace.model.qoa.BinaryReader;
import io.millrace.model.qoa.BinaryWriter;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/** The times that the partitions before have reached, of which the least counts. They are kept in a store. */
final class Reaching {
  static final long NO_TIME = Long.MIN_VALUE;

  private final KeyValueStore<Bytes, byte[]> store;
  private final byte prefix;
  private final Map<Origin, Integer> expected;
  private final Map<Place, Long> times = new HashMap<>();

  private record Place(Origin origin, int partition) {}

  /**
   * @param prefix of the keys
   * @param expected how many partitions of each origin there are
   */
  Reaching(KeyValueStore<Bytes, byte[]> store, byte prefix, Map<Origin, Integer> expected) {
    this.store = store;
    this.prefix = prefix;
    this.expected = expected;
    expected.forEach((origin, partitions) -> {
      for (int partition = 0; partition < partitions; partition++) {
        var place = new Place(origin, partition);
        var bytes = store.get(key(place));
        if (bytes != null) {
          times.put(place, new BinaryReader(bytes).readSigned());
        }
      }
    });
  }

  private Bytes key(Place place) {
    return Bytes.wrap(new BinaryWriter(16)
        .writeByte(prefix)
        .writeByte(place.origin().code())
        .writeUnsigned(place.partition())
        .toBytes());
  }

  /** Notes a time; one that is not later than that noted before changes nothing. */
  void note(Message.Reached reached) {
    var place = new Place(reached.origin(), reached.partition());
    if (reached.time() > times.getOrDefault(place, NO_TIME)) {
      times.put(place, reached.time());
      store.put(key(place), new BinaryWriter(16).writeSigned(reached.time()).toBytes());
    }
  }

  /** The least time of all partitions of all origins; {@link #NO_TIME} until each has told one. */
  long least() {
    int all = expected.values().stream().mapToInt(Integer::intValue).sum();
    return times.size() < all
        ? NO_TIME
        : times.values().stream().mapToLong(Long::longValue).min().orElse(NO_TIME);
  }
}
