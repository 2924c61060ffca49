package io.millrace.metrics.accuracy.join;

import org.jspecify.annotations.Nullable;

/** Where a {@link FeedbackJoin} keeps what it remembers. */
public interface JoinStore {
  @Nullable
  JoinEntry get(String id);

  /** Remembers the entry in place of any that the id had. */
  void put(String id, JoinEntry entry);

  void remove(String id);

  /** How many ids are remembered. */
  long size();

  /** The id whose entry's time is over first, of several the first in their order; null if there is none. */
  @Nullable
  String oldest();
}
