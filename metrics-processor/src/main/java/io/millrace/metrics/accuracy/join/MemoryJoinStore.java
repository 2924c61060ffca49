package io.millrace.metrics.accuracy.join;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Remembers in memory. */
public final class MemoryJoinStore implements JoinStore {
  private record Place(long until, String id) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparingLong(Place::until).thenComparing(Place::id);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  private final Map<String, JoinEntry> entries = new HashMap<>();
  private final TreeSet<Place> places = new TreeSet<>();

  @Override
  public @Nullable JoinEntry get(String id) {
    return entries.get(id);
  }

  @Override
  public void put(String id, JoinEntry entry) {
    remove(id);
    entries.put(id, entry);
    places.add(new Place(entry.until(), id));
  }

  @Override
  public void remove(String id) {
    var entry = entries.remove(id);
    if (entry != null) {
      places.remove(new Place(entry.until(), id));
    }
  }

  @Override
  public long size() {
    return entries.size();
  }

  @Override
  public @Nullable String oldest() {
    return places.isEmpty() ? null : places.first().id();
  }
}
