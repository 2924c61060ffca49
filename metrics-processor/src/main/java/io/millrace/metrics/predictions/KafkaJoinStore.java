package io.millrace.metrics.predictions;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.metrics.accuracy.join.JoinCounts;
import io.millrace.metrics.accuracy.join.JoinEntry;
import io.millrace.metrics.accuracy.join.JoinStore;
import io.millrace.model.qoa.BinaryReader;
import io.millrace.model.qoa.BinaryWriter;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Remembers in a store of Kafka Streams: entries by id, and beside them the ids by the times when they are over. */
final class KafkaJoinStore implements JoinStore {
  private static final byte ENTRY = 'e';
  private static final byte PLACE = 'p';
  private static final byte[] NOTHING = {};
  private static final Bytes SIZE = Bytes.wrap(new byte[] {'s'});
  private static final Bytes COUNTS = Bytes.wrap(new byte[] {'c'});
  private static final int PLACE_HEAD = 1 + Long.BYTES;

  private final KeyValueStore<Bytes, byte[]> store;
  private long size;
  // What was removed leaves marks behind that a search from the very beginning would have to pass.
  private long noneBefore = Long.MIN_VALUE;

  KafkaJoinStore(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
    var bytes = store.get(SIZE);
    this.size = bytes == null ? 0 : new BinaryReader(bytes).readUnsigned();
  }

  @Override
  public @Nullable JoinEntry get(String id) {
    var bytes = store.get(entryKey(id));
    return bytes == null ? null : JoinEntry.fromBytes(bytes);
  }

  private static Bytes entryKey(String id) {
    var bytes = id.getBytes(UTF_8);
    var key = new byte[bytes.length + 1];
    key[0] = ENTRY;
    System.arraycopy(bytes, 0, key, 1, bytes.length);
    return Bytes.wrap(key);
  }

  private static Bytes place(long until, String id) {
    var bytes = id.getBytes(UTF_8);
    var key = Arrays.copyOf(placesFrom(until).get(), PLACE_HEAD + bytes.length);
    System.arraycopy(bytes, 0, key, PLACE_HEAD, bytes.length);
    return Bytes.wrap(key);
  }

  private static Bytes placesFrom(long until) {
    // With the sign turned, bytes compare as the numbers do.
    return Bytes.wrap(new BinaryWriter(16)
        .writeByte(PLACE)
        .writeFixed64(until ^ Long.MIN_VALUE)
        .toBytes());
  }

  @Override
  public void put(String id, JoinEntry entry) {
    var before = get(id);
    if (before == null) {
      resize(1);
    } else if (before.until() != entry.until()) {
      store.delete(place(before.until(), id));
    }
    if (before == null || before.until() != entry.until()) {
      store.put(place(entry.until(), id), NOTHING);
      noneBefore = Math.min(noneBefore, entry.until());
    }
    store.put(entryKey(id), entry.toBytes());
  }

  @Override
  public void remove(String id) {
    var before = get(id);
    if (before != null) {
      store.delete(entryKey(id));
      store.delete(place(before.until(), id));
      resize(-1);
    }
  }

  private void resize(int by) {
    size += by;
    store.put(SIZE, new BinaryWriter(16).writeUnsigned(size).toBytes());
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public @Nullable String oldest() {
    if (size == 0) {
      return null;
    }
    var end = Bytes.wrap(new byte[] {PLACE + 1});
    try (var places = store.range(placesFrom(noneBefore), end)) {
      while (places.hasNext()) {
        var key = places.next().key.get();
        if (key[0] == PLACE) {
          noneBefore = new BinaryReader(Arrays.copyOfRange(key, 1, PLACE_HEAD)).readFixed64()
              ^ Long.MIN_VALUE;
          return new String(key, PLACE_HEAD, key.length - PLACE_HEAD, UTF_8);
        }
      }
    }
    return null;
  }

  JoinCounts counts() {
    var bytes = store.get(COUNTS);
    return bytes == null ? JoinCounts.NONE : JoinCounts.fromBytes(bytes);
  }

  void saveCounts(JoinCounts counts) {
    store.put(COUNTS, counts.toBytes());
  }
}
