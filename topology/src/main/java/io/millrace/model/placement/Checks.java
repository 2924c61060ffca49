package io.millrace.model.placement;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** What values of all records of placement have to satisfy: messages say which and the value. */
public final class Checks {
  /**
   * The largest amount of anything: sums over all nodes of a pool stay far below a long's bound.
   */
  public static final long MOST = 1L << 40;

  private static final int LONGEST_ID = 200;

  private Checks() {}

  /** A text of 1 to 200 characters, none of them a control character. */
  public static String id(String what, String value) {
    Objects.requireNonNull(value, what);
    if (value.isBlank() || value.length() > LONGEST_ID || hasControl(value)) {
      throw new IllegalArgumentException("%s: \"%s\" is no id of 1 to %d printable characters"
          .formatted(what, value.length() > 40 ? value.substring(0, 40) + "…" : value, LONGEST_ID));
    }
    return value;
  }

  // Every allocation is checked, so no stream.
  private static boolean hasControl(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (Character.isISOControl(value.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  /** Between 0 and {@link #MOST}. */
  public static long amount(String what, long value) {
    if (value < 0 || value > MOST) {
      throw new IllegalArgumentException(
          "%s: %d is not within 0 and %d".formatted(what, value, MOST));
    }
    return value;
  }

  /** Both bounds are included. */
  public static void within(String what, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s: %d is not within %d and %d".formatted(what, value, least, most));
    }
  }

  /**
   * A copy in the order of its keys: a map without an order would make bytes differ between runs.
   */
  public static <V> SortedMap<String, V> sorted(Map<String, V> map) {
    return map.isEmpty()
        ? Collections.emptySortedMap()
        : Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }
}
