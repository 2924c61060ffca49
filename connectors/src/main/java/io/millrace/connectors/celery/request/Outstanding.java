package io.millrace.connectors.celery.request;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/** The requests on the log that may still matter after a crash, and from where on they stand. */
public final class Outstanding {
  private final Map<Integer, TreeSet<Long>> open = new HashMap<>();
  private final Map<Integer, Long> next;

  /** @param from where a former run's stand, by partition */
  public Outstanding(Map<Integer, Long> from) {
    this.next = new HashMap<>(from);
  }

  /** A request stands there. */
  public synchronized void add(Place place) {
    open.computeIfAbsent(place.partition(), number -> new TreeSet<>()).add(place.offset());
    next.merge(place.partition(), place.offset() + 1, Math::max);
  }

  /** The request there matters no more. */
  public synchronized void remove(Place place) {
    var offsets = open.get(place.partition());
    if (offsets != null) {
      offsets.remove(place.offset());
    }
  }

  /**
   * By partition, the place before which none matters. One that is on its way and not written yet comes after all that
   * were written before it.
   */
  public synchronized Map<Integer, Long> positions() {
    var positions = new HashMap<>(next);
    open.forEach((partition, offsets) -> {
      if (!offsets.isEmpty()) {
        positions.put(partition, offsets.first());
      }
    });
    return positions;
  }
}
