package io.millrace.metrics.contract.monitor;

import io.millrace.metrics.contract.ObjectiveState;
import io.millrace.metrics.contract.PanedMeasurements;
import io.millrace.metrics.state.StateBytes;
import io.millrace.model.RegistryEntry;
import io.millrace.model.contract.Contract;
import io.millrace.model.contract.ContractUtility;
import io.millrace.model.contract.Judgement;
import io.millrace.model.qoa.BinaryReader;
import io.millrace.model.qoa.BinaryWriter;
import io.millrace.topology.Topics;
import java.io.DataInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * All that the monitor remembers of a partition, in a store of Kafka Streams. What changes with every sample is put into
 * it by {@link #save} only.
 */
final class MonitorStore {
  private static final int VERSION = 1;
  // The first byte of a key says what it is of; they are read in this order.
  private static final int CONTRACT = 1;
  private static final int WATCH = 2;
  private static final int PANE = 3;
  private static final int UTILITY = 4;
  private static final int MARK = 5;
  private static final int APART = 6;
  private static final int OWN_TIME = 7;
  private static final int SAMPLE = 8;

  private final KeyValueStore<Bytes, byte[]> store;
  private final Topics topics;
  private final byte[] prefix;
  private final Serde<RegistryEntry<Contract>> contracts;
  private final Serde<Judgement> judgements;
  private final Map<WatchKey, @Nullable Watched> watches = new LinkedHashMap<>();
  private final Map<PaneKey, @Nullable PanedMeasurements> panes = new LinkedHashMap<>();

  private final Map<String, MonitorStore> apart = new TreeMap<>();

  private record Watched(ObjectiveState state, long lastSample) {}

  private record PaneKey(WatchKey of, long place) {}

  MonitorStore(KeyValueStore<Bytes, byte[]> store, Topics topics) {
    this(store, topics, new byte[0]);
  }

  private MonitorStore(KeyValueStore<Bytes, byte[]> store, Topics topics, byte[] prefix) {
    this.store = store;
    this.topics = topics;
    this.prefix = prefix;
    this.contracts = topics.contracts().values();
    this.judgements = topics.verdicts().values();
  }

  /** Takes what is remembered: contracts, then watches, then their panes, then the rest. */
  interface Visitor {
    void contract(RegistryEntry<Contract> entry);

    void watch(WatchKey key, ObjectiveState state, long lastSample);

    void pane(WatchKey key, long place, DataInput in) throws IOException;

    void utility(String contract, long computed, @Nullable ContractUtility told);

    void mark(String source, UpstreamMarks.Told told, long reached);
  }

  void load(Visitor to) {
    try (var all = store.range(start(CONTRACT), start(APART))) {
      while (all.hasNext()) {
        var entry = all.next();
        var key = entry.key.get();
        int kind = prefix.length;
        var rest = Arrays.copyOfRange(key, kind + 1, key.length);
        visit(key[kind], new BinaryReader(rest), entry.value, to);
      }
    }
  }

  private Bytes start(int kind) {
    return Bytes.wrap(key(kind).toBytes());
  }

  private BinaryWriter key(int kind) {
    var out = new BinaryWriter();
    for (byte b : prefix) {
      out.writeByte(b);
    }
    return out.writeByte(kind);
  }

  /** What is remembered apart, of an application whose time is its own. */
  MonitorStore of(String application) {
    return apart.computeIfAbsent(
        application,
        name -> new MonitorStore(store, topics, key(APART).writeText(name).toBytes()));
  }

  /** The samples of such an application. */
  OwnTimeSamples samplesOf(String application) {
    var of = key(SAMPLE).writeText(application).toBytes();
    return new OwnTimeSamples(store, topics.samples().values(), of);
  }

  /** All applications whose time is their own, with what was saved of it. */
  Map<String, byte[]> ownTimes() {
    var found = new TreeMap<String, byte[]>();
    try (var all = store.range(start(OWN_TIME), start(SAMPLE))) {
      while (all.hasNext()) {
        var entry = all.next();
        var key = entry.key.get();
        if (key[0] == OWN_TIME) {
          var name = new BinaryReader(Arrays.copyOfRange(key, 1, key.length)).readText();
          found.put(name, entry.value);
        }
      }
    }
    return found;
  }

  void saveOwnTime(String application, byte[] bytes) {
    save(key(OWN_TIME).writeText(application), bytes);
  }

  void forgetOwnTime(String application) {
    apart.remove(application);
    save(key(OWN_TIME).writeText(application), null);
  }

  /** Forgets all of it. */
  void clear() {
    var keys = new ArrayList<Bytes>();
    try (var all = store.range(start(CONTRACT), start(APART))) {
      all.forEachRemaining(entry -> keys.add(entry.key));
    }
    keys.forEach(store::delete);
    watches.clear();
    panes.clear();
  }

  private void visit(int kind, BinaryReader key, byte[] value, Visitor to) {
    switch (kind) {
      case CONTRACT -> to.contract(contracts.deserializer().deserialize("", value));
      case WATCH -> watch(WatchKey.read(key), value, to);
      case PANE -> {
        var of = WatchKey.read(key);
        pane(of, key.readFixed64(), value, to);
      }
      case UTILITY -> {
        long computed = new BinaryReader(value).readFixed64();
        var told = Arrays.copyOfRange(value, Long.BYTES, value.length);
        to.utility(
            key.readText(),
            computed,
            told.length == 0
                ? null
                : (ContractUtility) judgements.deserializer().deserialize("", told));
      }
      case MARK -> {
        var in = new BinaryReader(value);
        var told = new UpstreamMarks.Told(in.readFixed64(), in.readFixed64());
        to.mark(key.readText(), told, in.readFixed64());
      }
      default -> throw new IllegalStateException("no state of kind " + kind + " is known");
    }
  }

  private static void watch(WatchKey key, byte[] value, Visitor to) {
    var in = new BinaryReader(value);
    long lastSample = in.readFixed64();
    var state = ObjectiveState.fromBytes(Arrays.copyOfRange(value, Long.BYTES, value.length));
    to.watch(key, state, lastSample);
  }

  private static void pane(WatchKey key, long place, byte[] value, Visitor to) {
    StateBytes.read("a pane of " + key, value, VERSION, in -> {
      to.pane(key, place, in);
      return place;
    });
  }

  void saveContract(String id, @Nullable RegistryEntry<Contract> entry) {
    save(
        key(CONTRACT).writeText(id),
        entry == null ? null : contracts.serializer().serialize("", entry));
  }

  /** Puts what has changed since the last time. */
  void save() {
    watches.forEach((key, watched) -> save(
        watchKey(key),
        watched == null ? null : joined(watched.lastSample(), watched.state().toBytes())));
    watches.clear();
    panes.forEach((key, of) -> save(
        paneKey(key),
        of == null ? null : StateBytes.write(VERSION, out -> of.writePane(key.place(), out))));
    panes.clear();
    apart.values().forEach(MonitorStore::save);
  }

  void saveWatch(WatchKey key, ObjectiveState state, long lastSample) {
    watches.put(key, new Watched(state, lastSample));
  }

  private static byte[] joined(long number, byte[] bytes) {
    var first = new BinaryWriter(Long.BYTES).writeFixed64(number).toBytes();
    var all = Arrays.copyOf(first, first.length + bytes.length);
    System.arraycopy(bytes, 0, all, first.length, bytes.length);
    return all;
  }

  void forgetWatch(WatchKey key) {
    watches.put(key, null);
  }

  private BinaryWriter watchKey(WatchKey key) {
    var out = key(WATCH);
    key.write(out);
    return out;
  }

  /** The pane is written as it is when it is put. */
  void savePane(WatchKey key, long place, PanedMeasurements of) {
    panes.put(new PaneKey(key, place), of);
  }

  void forgetPane(WatchKey key, long place) {
    panes.put(new PaneKey(key, place), null);
  }

  private BinaryWriter paneKey(PaneKey key) {
    var out = key(PANE);
    key.of().write(out);
    return out.writeFixed64(key.place());
  }

  void saveUtility(String contract, long computed, @Nullable ContractUtility told) {
    var bytes = told == null ? new byte[0] : judgements.serializer().serialize("", told);
    save(utilityKey(contract), joined(computed, bytes));
  }

  void forgetUtility(String contract) {
    save(utilityKey(contract), null);
  }

  private BinaryWriter utilityKey(String contract) {
    return key(UTILITY).writeText(contract);
  }

  void saveMark(String source, UpstreamMarks.Told told, long reached) {
    var value = new BinaryWriter(3 * Long.BYTES)
        .writeFixed64(told.time())
        .writeFixed64(told.at())
        .writeFixed64(reached);
    save(markKey(source), value.toBytes());
  }

  void forgetMark(String source) {
    save(markKey(source), null);
  }

  private BinaryWriter markKey(String source) {
    return key(MARK).writeText(source);
  }

  private void save(BinaryWriter key, byte @Nullable [] value) {
    var bytes = Bytes.wrap(key.toBytes());
    if (value == null) {
      store.delete(bytes);
    } else {
      store.put(bytes, value);
    }
  }
}
