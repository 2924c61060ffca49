package io.millrace.model;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A key as its registry knows it: one record of a compacted topic.
 *
 * @param epoch counts the changes of this key, from 1; 0: it never had a value
 * @param value null: taken back, or never there
 * @param changed when the value was set or taken back, in log time
 * @param lastCommand what became of the newest command, for the one who waits for it
 */
public record RegistryEntry<V>(
    String key,
    long epoch,
    @Nullable V value,
    @Nullable Instant changed,
    ModelRecord.Outcome lastCommand) {
  public RegistryEntry {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(lastCommand, "lastCommand");
  }
}
