package io.millrace.scheduler.pool;

import io.millrace.model.placement.state.PoolKnowledge.Slowdown;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How much slower services were measured to be beside others. A measurement is shared among the
 * neighbours at the time, and moves the average by a quarter of the difference.
 */
public final class Slowdowns {
  private static final int PART = 4;
  // All of them go into one record beside the policy, and half of what that may have is left to the
  // policy.
  private static final long MOST_BYTES = 2 << 20;
  private static final int BYTES_BESIDE_NAMES = 50;

  private final TreeMap<String, TreeMap<String, Integer>> beside = new TreeMap<>();

  Slowdowns(List<Slowdown> known) {
    known.forEach(each -> of(each.service()).put(each.beside(), each.permille()));
  }

  private Map<String, Integer> of(String service) {
    return beside.computeIfAbsent(service, key -> new TreeMap<>());
  }

  void measured(String service, Node node, int permille) {
    var neighbours = node.residents().keySet().stream()
        .filter(other -> !other.equals(service))
        .toList();
    for (var other : neighbours) {
      int each = permille / neighbours.size();
      of(service).merge(other, each, (old, latest) -> old + (latest - old) / PART);
    }
  }

  /** Whether the record that they are written in takes no more of them. */
  public boolean areFull() {
    long bytes = 0;
    for (var one : beside.entrySet()) {
      for (var other : one.getValue().keySet()) {
        bytes += one.getKey().length() + other.length() + BYTES_BESIDE_NAMES;
      }
    }
    return bytes >= MOST_BYTES;
  }

  void forget(String service) {
    beside.remove(service);
    beside.values().forEach(others -> others.remove(service));
    beside.values().removeIf(Map::isEmpty);
  }

  /** Whether nothing was measured of any service. */
  public boolean areUnknown() {
    return beside.isEmpty();
  }

  /** In thousandths of the time it takes alone; 0 where nothing was measured. */
  public int permille(String service, String other) {
    var others = beside.get(service);
    return others == null ? 0 : others.getOrDefault(other, 0);
  }

  /**
   * Whether anything is known of the service: as the one that suffers, or as the one that others
   * suffer from.
   */
  public boolean concern(String service) {
    return beside.containsKey(service)
        || beside.values().stream().anyMatch(others -> others.containsKey(service));
  }

  List<Slowdown> entries() {
    var all = new ArrayList<Slowdown>();
    beside.forEach((service, others) ->
        others.forEach((other, permille) -> all.add(new Slowdown(service, other, permille))));
    return all;
  }
}
