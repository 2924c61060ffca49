package io.millrace.connectors.node;

import java.util.SortedSet;
import java.util.TreeSet;

/** Numbers as the kernel lists them, for example {@code 0-3,8,10-11}. */
final class NumberList {
  private NumberList() {}

  /** @throws IllegalArgumentException if the text is no such list */
  static SortedSet<Integer> parse(String text) {
    var numbers = new TreeSet<Integer>();
    for (var part : text.strip().split(",", -1)) {
      if (!part.matches("\\d{1,6}(-\\d{1,6})?")) {
        throw new IllegalArgumentException("\"%s\" is no list of numbers".formatted(text.strip()));
      }
      int dash = part.indexOf('-');
      int first = Integer.parseInt(dash < 0 ? part : part.substring(0, dash));
      int last = dash < 0 ? first : Integer.parseInt(part.substring(dash + 1));
      for (int number = first; number <= last; number++) {
        numbers.add(number);
      }
    }
    return numbers;
  }
}
