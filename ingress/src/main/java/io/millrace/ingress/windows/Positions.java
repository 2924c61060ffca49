package io.millrace.ingress.windows;

import io.millrace.model.FailureCode;
import io.millrace.model.InvalidRequestException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The next offset of each partition, from 0. The text form, {@code 0:17,1:4}, is the id of an event: whoever comes back
 * with it goes on from there. Not thread-safe.
 */
final class Positions {
  private static final Pattern PART = Pattern.compile("([0-9]{1,6}):([0-9]{1,18})");
  private static final int LONGEST = 20_000;

  private final long[] next;

  Positions(long[] next) {
    this.next = next.clone();
  }

  /**
   * Reads the text form.
   *
   * @throws InvalidRequestException if it is none
   */
  static Map<Integer, Long> parse(String text) {
    var next = new TreeMap<Integer, Long>();
    for (var part : text.length() > LONGEST ? new String[] {""} : text.strip().split(",", -1)) {
      var match = PART.matcher(part);
      if (!match.matches()) {
        throw new InvalidRequestException(
            FailureCode.MALFORMED,
            "Last-Event-ID: \"%s\" is no id that this stream gave, such as 0:17,1:4"
                .formatted(text.length() > 60 ? text.substring(0, 60) + "…" : text));
      }
      next.put(Integer.valueOf(match.group(1)), Long.valueOf(match.group(2)));
    }
    return next;
  }

  /** These, with what is given in place of some; partitions that there are not are left out. */
  Positions with(Map<Integer, Long> others) {
    var copy = new Positions(next);
    others.forEach((partition, offset) -> {
      if (partition < next.length) {
        copy.next[partition] = offset;
      }
    });
    return copy;
  }

  Positions copy() {
    return new Positions(next);
  }

  int partitions() {
    return next.length;
  }

  long next(int partition) {
    return next[partition];
  }

  void set(int partition, long offset) {
    next[partition] = offset;
  }

  /** Whether this is as far as the other in all partitions, or farther. */
  boolean hasReached(Positions other) {
    return IntStream.range(0, next.length).allMatch(i -> next[i] >= other.next[i]);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Positions positions && Arrays.equals(next, positions.next);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(next);
  }

  @Override
  public String toString() {
    return IntStream.range(0, next.length)
        .mapToObj(i -> i + ":" + next[i])
        .collect(Collectors.joining(","));
  }
}
