package io.millrace.scheduler.log;

import io.millrace.model.placement.policy.Policy.Shape;
import io.millrace.model.placement.state.InstanceEntry;
import io.millrace.model.placement.state.NodeEntry;
import io.millrace.model.placement.state.PoolHeader;
import io.millrace.model.placement.state.PoolKnowledge;
import io.millrace.model.placement.state.PoolRecord;
import io.millrace.model.placement.state.PoolSnapshot;
import io.millrace.model.placement.state.ServiceEntry;
import io.millrace.port.PlacementMeter;
import io.millrace.scheduler.fold.Scheduler;
import io.millrace.topology.serde.placement.PlacementJson;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Pools that are kept in a store, a record for each thing in them, and in memory once they were asked for. */
final class StoredPools implements CommandLog.Pools {
  private static final char SEPARATOR = '|';
  // Of what names of pools may have, nothing is greater than the separator.
  private static final char AFTER = SEPARATOR + 1;

  private final KeyValueStore<String, byte[]> store;
  private final PlacementMeter meter;
  private final Map<String, Scheduler> loaded = new HashMap<>();

  StoredPools(KeyValueStore<String, byte[]> store, PlacementMeter meter) {
    this.store = store;
    this.meter = meter;
  }

  /** Loads all pools now, so that what is in them is known before the first command. */
  void loadAll() {
    for (var pool = firstFrom(""); pool != null; pool = firstFrom(pool + AFTER)) {
      of(pool);
    }
  }

  private @Nullable String firstFrom(String key) {
    try (var records = store.range(key, null)) {
      if (!records.hasNext()) {
        return null;
      }
      var found = records.next().key;
      return found.substring(0, found.indexOf(SEPARATOR));
    }
  }

  @Override
  public Scheduler of(String pool) {
    return loaded.computeIfAbsent(pool, this::load);
  }

  @Override
  public void restore(String pool) {
    loaded.remove(pool);
  }

  private Scheduler load(String pool) {
    var snapshot = snapshot(pool);
    var scheduler = snapshot == null ? Scheduler.empty() : Scheduler.of(snapshot);
    if (snapshot != null) {
      // What was just read need not be written again.
      meter.changed(pool, scheduler.drainChanges());
    }
    return scheduler;
  }

  private @Nullable PoolSnapshot snapshot(String pool) {
    var found = new Found();
    try (var records = store.prefixScan(pool + SEPARATOR, new StringSerializer())) {
      while (records.hasNext()) {
        found.take(PlacementJson.read(records.next().value, PoolRecord.class));
      }
    }
    return found.snapshot();
  }

  /**
   * Writes what the last command changed.
   *
   * @param written is told of every key, with null for what is gone
   */
  void save(String pool, BiConsumer<String, byte @Nullable []> written) {
    var changes = of(pool).drainChanges();
    meter.changed(pool, changes);
    changes.instancesGone().forEach(id -> drop(PoolRecord.instance(pool, id), written));
    changes.servicesGone().forEach(id -> drop(PoolRecord.service(pool, id), written));
    changes.nodesGone().forEach(id -> dropNode(pool, id, written));
    var knowledge = changes.knowledge();
    if (knowledge != null) {
      put(new PoolRecord.Known(pool, knowledge), written);
    }
    // Only for deciding, and of no interest to others.
    changes.demands().forEach(shape -> put(new PoolRecord.Asked(pool, shape), (key, value) -> {}));
    changes.nodes().forEach(entry -> put(new PoolRecord.Node(pool, entry), written));
    changes.services().forEach(entry -> put(new PoolRecord.Service(pool, entry), written));
    changes.instances().forEach(entry -> put(new PoolRecord.Instance(pool, entry), written));
    put(new PoolRecord.Head(pool, changes.header()), written);
  }

  private void put(PoolRecord record, BiConsumer<String, byte @Nullable []> written) {
    var bytes = PlacementJson.bytes(record);
    store.put(record.key(), bytes);
    written.accept(record.key(), bytes);
  }

  private void drop(String key, BiConsumer<String, byte @Nullable []> written) {
    store.delete(key);
    written.accept(key, null);
  }

  private void dropNode(String pool, String id, BiConsumer<String, byte @Nullable []> written) {
    var key = PoolRecord.node(pool, id);
    var before = store.delete(key);
    byte @Nullable [] gone = null;
    if (before != null
        && PlacementJson.read(before, PoolRecord.class) instanceof PoolRecord.Node node
        && !node.entry().spec().address().isEmpty()) {
      gone = PlacementJson.bytes(new PoolRecord.NodeGone(pool, node.entry().spec()));
    }
    written.accept(key, gone);
  }

  /** The things of a pool as they are found. */
  private static final class Found {
    private final List<Shape> demands = new ArrayList<>();
    private final List<NodeEntry> nodes = new ArrayList<>();
    private final List<ServiceEntry> services = new ArrayList<>();
    private final List<InstanceEntry> instances = new ArrayList<>();
    private @Nullable PoolHeader header;
    private @Nullable PoolKnowledge knowledge;

    void take(PoolRecord record) {
      if (record instanceof PoolRecord.Head head) {
        header = head.header();
      } else if (record instanceof PoolRecord.Known known) {
        knowledge = known.knowledge();
      } else if (record instanceof PoolRecord.Asked asked) {
        demands.add(asked.shape());
      } else if (record instanceof PoolRecord.Node node) {
        nodes.add(node.entry());
      } else if (record instanceof PoolRecord.Service service) {
        services.add(service.entry());
      } else if (record instanceof PoolRecord.Instance instance) {
        instances.add(instance.entry());
      }
    }

    @Nullable
    PoolSnapshot snapshot() {
      if (header == null || knowledge == null) {
        return null;
      }
      nodes.sort(Comparator.comparingLong(NodeEntry::ordinal));
      services.sort(Comparator.comparingLong(ServiceEntry::ordinal));
      instances.sort(Comparator.comparingLong(entry -> entry.allocation().epoch()));
      return new PoolSnapshot(header, knowledge, demands, nodes, services, instances);
    }
  }
}
