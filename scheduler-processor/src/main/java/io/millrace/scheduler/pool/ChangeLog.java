package io.millrace.scheduler.pool;

import java.util.Arrays;

/** The slots of nodes in the order in which the nodes changed; only the last ones are kept. */
public final class ChangeLog {
  private static final int KEPT = 1 << 14;

  private final int[] slots = new int[KEPT];
  private long[] latest = new long[64];
  private long end;

  void add(int slot) {
    if (slot >= latest.length) {
      latest = Arrays.copyOf(latest, Math.max(slot + 1, 2 * latest.length));
    }
    latest[slot] = end;
    slots[(int) (end & (KEPT - 1))] = slot;
    end++;
  }

  /** How many changes there ever were. */
  public long end() {
    return end;
  }

  /** Whether all changes from this one on are still there. */
  public boolean reaches(long from) {
    return end - from <= KEPT;
  }

  /** Whether the same slot changed again later. */
  public boolean isFollowed(long change) {
    return latest[slot(change)] > change;
  }

  public int slot(long change) {
    return slots[(int) (change & (KEPT - 1))];
  }
}
