package io.millrace.topology.registry;

import java.time.Duration;
import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The newest value of each key of a topic. */
public interface RecordView<V> extends AutoCloseable {
  /** Starts to follow the topic; returns at once: see {@link #catchUp}. */
  void start();

  /** Called with every record after it is in the view, in the order of the topic. */
  void onChange(Consumer<V> listener);

  /**
   * Waits until all that was committed to the topic before this call is in the view.
   *
   * @return false if that took longer than the timeout
   */
  boolean catchUp(Duration timeout);

  @Nullable
  V get(String key);

  Collection<V> values();

  @Override
  void close();
}
