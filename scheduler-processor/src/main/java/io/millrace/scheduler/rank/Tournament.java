package io.millrace.scheduler.rank;

import java.util.Arrays;

/**
 * Keys by place, and the largest of them; of equal ones the first. A change costs the logarithm of
 * their number.
 */
final class Tournament {
  /** Less than every key that takes part. */
  static final long OUT = -1;

  private final int leaves;
  private final long[] keys;

  Tournament(int places) {
    this.leaves = Math.max(1, Integer.highestOneBit(Math.max(1, places - 1)) * 2);
    this.keys = new long[2 * leaves];
    Arrays.fill(keys, OUT);
  }

  long key(int place) {
    return keys[leaves + place];
  }

  /** Sets a key without looking at others: {@link #playAll} comes after the last one. */
  void seat(int place, long key) {
    keys[leaves + place] = key;
  }

  void playAll() {
    for (int i = leaves - 1; i > 0; i--) {
      keys[i] = Math.max(keys[2 * i], keys[2 * i + 1]);
    }
  }

  void set(int place, long key) {
    int at = leaves + place;
    keys[at] = key;
    for (at >>= 1; at > 0; at >>= 1) {
      long largest = Math.max(keys[2 * at], keys[2 * at + 1]);
      if (keys[at] == largest) {
        return;
      }
      keys[at] = largest;
    }
  }

  /** The place of the largest key; -1 where none takes part. */
  int first() {
    long largest = keys[1];
    if (largest == OUT) {
      return -1;
    }
    int at = 1;
    while (at < leaves) {
      at = keys[2 * at] == largest ? 2 * at : 2 * at + 1;
    }
    return at - leaves;
  }

  /** The places of the largest keys, the largest first. */
  int[] first(int most) {
    var places = new int[most];
    var left = new long[most];
    int found = 0;
    for (int place = first(); place >= 0 && found < most; place = first()) {
      places[found] = place;
      left[found] = key(place);
      found++;
      set(place, OUT);
    }
    for (int i = 0; i < found; i++) {
      set(places[i], left[i]);
    }
    return found == most ? places : Arrays.copyOf(places, found);
  }
}
