package io.millrace.topology.registry;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A view without a topic: what is put is there, once it has caught up. */
public final class InMemoryView<V> implements RecordView<V> {
  private final Map<String, V> known = new ConcurrentHashMap<>();
  private final Map<String, V> ahead = new ConcurrentHashMap<>();
  private final List<Consumer<V>> listeners = new CopyOnWriteArrayList<>();
  private final AtomicInteger catchUps = new AtomicInteger();

  public void put(String key, V value) {
    known.put(key, value);
    listeners.forEach(listener -> listener.accept(value));
  }

  /** On the topic already, but in the view only after the next {@link #catchUp}. */
  public void putAhead(String key, V value) {
    ahead.put(key, value);
  }

  public int catchUps() {
    return catchUps.get();
  }

  @Override
  public void start() {}

  @Override
  public void onChange(Consumer<V> listener) {
    listeners.add(listener);
  }

  @Override
  public boolean catchUp(Duration timeout) {
    catchUps.incrementAndGet();
    ahead.forEach(this::put);
    ahead.clear();
    return true;
  }

  @Override
  public @Nullable V get(String key) {
    return known.get(key);
  }

  @Override
  public Collection<V> values() {
    return List.copyOf(known.values());
  }

  @Override
  public void close() {}
}
