package io.millrace.metrics.contract.monitor;

import io.millrace.model.qoa.BinaryReader;
import io.millrace.model.qoa.BinaryWriter;
import io.millrace.model.qoa.QoaSample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/** The samples of an application that wait for its own time to pass theirs, in the order of their time and contents. */
final class OwnTimeSamples {
  private final KeyValueStore<Bytes, byte[]> store;
  private final Serde<QoaSample> form;
  private final byte[] prefix;
  // What was taken leaves marks behind that a search from the very beginning would have to pass.
  private long noneBefore;

  /** @param prefix of the keys */
  OwnTimeSamples(KeyValueStore<Bytes, byte[]> store, Serde<QoaSample> form, byte[] prefix) {
    this.store = store;
    this.form = form;
    this.prefix = prefix.clone();
  }

  /**
   * A waiting sample.
   *
   * @param times how often it is there: all that tells two apart is in the key
   */
  record Waiting(Bytes key, QoaSample sample, long times) {}

  void add(QoaSample sample) {
    var key = key(sample.time(), form.serializer().serialize("", sample));
    var before = store.get(key);
    long times = before == null ? 1 : new BinaryReader(before).readUnsigned() + 1;
    store.put(key, new BinaryWriter(8).writeUnsigned(times).toBytes());
    noneBefore = Math.min(noneBefore, sample.time());
  }

  private Bytes key(long time, byte[] contents) {
    var start = new BinaryWriter(Long.BYTES).writeFixed64(time).toBytes();
    var key = Arrays.copyOf(prefix, prefix.length + start.length + contents.length);
    System.arraycopy(start, 0, key, prefix.length, start.length);
    System.arraycopy(contents, 0, key, prefix.length + start.length, contents.length);
    return Bytes.wrap(key);
  }

  /** The earliest samples up to a time, at most so many. */
  List<Waiting> first(long until, int most) {
    var found = new ArrayList<Waiting>();
    var end = key(until + 1, new byte[0]);
    try (var all = store.range(key(noneBefore, new byte[0]), end)) {
      while (all.hasNext() && found.size() < most) {
        var entry = all.next();
        var bytes = entry.key.get();
        var contents = Arrays.copyOfRange(bytes, prefix.length + Long.BYTES, bytes.length);
        found.add(new Waiting(
            entry.key,
            form.deserializer().deserialize("", contents),
            new BinaryReader(entry.value).readUnsigned()));
      }
    }
    return found;
  }

  /** Takes it away; all before it have been taken. */
  void remove(Waiting one) {
    store.delete(one.key());
    noneBefore = one.sample().time();
  }
}
