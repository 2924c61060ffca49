package io.millrace.metrics.window;

import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The panes of a series in order, with a note of those that have changed since they were last stored. */
final class Panes {
  private final TreeMap<Long, Pane> panes = new TreeMap<>();
  private final TreeSet<Long> changed = new TreeSet<>();
  /** Of the pane that was changed last and is noted as changed: as a rule the next value changes it too. */
  private long lastId;

  private @Nullable Pane last;

  /** The pane, made where there is none; about to be changed. */
  Pane change(long id) {
    if (last != null && lastId == id) {
      return last;
    }
    changed.add(id);
    var pane = panes.computeIfAbsent(id, i -> new Pane());
    last = pane;
    lastId = id;
    return pane;
  }

  void put(long id, Pane pane) {
    last = null;
    changed.add(id);
    panes.put(id, pane);
  }

  void remove(long id) {
    last = null;
    if (panes.remove(id) != null) {
      changed.add(id);
    }
  }

  /** Removes all that come before this one. */
  void removeBefore(long id) {
    while (!panes.isEmpty() && panes.firstKey() < id) {
      remove(panes.firstKey());
    }
  }

  /** To be looked at, not to be changed. */
  NavigableMap<Long, Pane> all() {
    return panes;
  }

  /** All from one up to, not including, another in one pane of its own; null if there are none. */
  @Nullable
  Pane merged(long from, long to) {
    var part = panes.subMap(from, to);
    if (part.isEmpty()) {
      return null;
    }
    var merged = new Pane();
    part.values().forEach(merged::merge);
    return merged;
  }

  /** A pane as it was stored. */
  void restore(long id, byte[] bytes) {
    panes.put(id, Pane.fromBytes(bytes));
  }

  void saveChanges(OpenWindows.Saver saver) {
    for (long id : changed) {
      var pane = panes.get(id);
      saver.save(id, pane == null ? null : pane.toBytes());
    }
    changed.clear();
    last = null;
  }
}
