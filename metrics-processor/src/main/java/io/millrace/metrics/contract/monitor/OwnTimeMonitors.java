package io.millrace.metrics.contract.monitor;

import io.millrace.model.RegistryEntry;
import io.millrace.model.contract.Contract;
import io.millrace.model.qoa.QoaSample;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The applications of a partition whose contracts are judged by a time of their own. Goes on where the store stands. */
final class OwnTimeMonitors {
  /** How much is done at a record, so that the next one need not wait for a whole recording. */
  private static final int STEPS_A_RECORD = 2000;

  private final MonitorStore store;
  private final MonitorConfig config;
  private final int writers;
  private final MonitorOutput output;
  private final Map<String, OwnTimeMonitor> open = new TreeMap<>();
  private boolean isPending;

  /** @param writers how many write samples */
  OwnTimeMonitors(MonitorStore store, MonitorConfig config, int writers, MonitorOutput output) {
    this.store = store;
    this.config = config;
    this.writers = writers;
    this.output = output;
    store.ownTimes().forEach((application, bytes) -> {
      var one = create(application);
      one.restore(bytes);
      open.put(application, one);
      isPending = true;
    });
  }

  private OwnTimeMonitor create(String application) {
    var judge = PartitionMonitor.ofOwnTime(store.of(application), config, application, output);
    return new OwnTimeMonitor(judge, store.samplesOf(application), writers);
  }

  /** Takes over what has changed of the contracts. */
  void contracts(Collection<RegistryEntry<Contract>> entries, long appended) {
    open.values().forEach(one -> one.judge().contracts(entries, appended));
  }

  private OwnTimeMonitor opened(
      String application, Collection<RegistryEntry<Contract>> entries, long appended) {
    var known = open.get(application);
    if (known != null) {
      return known;
    }
    var one = create(application);
    open.put(application, one);
    one.judge().contracts(entries, appended);
    store.saveOwnTime(application, one.toBytes());
    return one;
  }

  /** @param entries the contracts as they are known */
  void sample(QoaSample sample, Collection<RegistryEntry<Contract>> entries, long appended) {
    opened(sample.application(), entries, appended).sample(sample);
  }

  /** @param entries the contracts as they are known */
  void tell(
      String application, Told told, Collection<RegistryEntry<Contract>> entries, long appended) {
    var one = opened(application, entries, appended);
    one.tell(told.source(), told.mark());
    store.saveOwnTime(application, one.toBytes());
    isPending = true;
  }

  /** Who has come how far. */
  record Told(String source, long mark) {}

  /** Does some of what is to be done. */
  void goOn() {
    if (!isPending) {
      return;
    }
    isPending = false;
    for (var entry : List.copyOf(open.entrySet())) {
      var one = entry.getValue();
      isPending |= one.goOn(STEPS_A_RECORD);
      if (one.isOver()) {
        one.judge().end();
        open.remove(entry.getKey());
        store.forgetOwnTime(entry.getKey());
      } else {
        store.saveOwnTime(entry.getKey(), one.toBytes());
      }
    }
  }
}
