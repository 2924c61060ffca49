package io.millrace.metrics.contract.monitor;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the tasks are that write samples. The time is the least of their marks, and never goes back. A task that has
 * told nothing for long, by the times of the records, is left out until it tells again.
 */
final class UpstreamMarks {
  private static final Logger LOG = LoggerFactory.getLogger(UpstreamMarks.class);
  static final long NO_TIME = Long.MIN_VALUE;

  private final long patienceMillis;
  private final Map<String, Told> told = new TreeMap<>();
  private long newest = NO_TIME;
  private long time = NO_TIME;

  /**
   * What a task told last.
   *
   * @param time the greatest of its marks
   * @param at the time of the record
   */
  record Told(long time, long at) {}

  UpstreamMarks(long patienceMillis) {
    this.patienceMillis = patienceMillis;
  }

  /** Takes a mark; the task's newest after it. */
  Told tell(String source, long mark, long at) {
    var next = told.merge(
        source,
        new Told(mark, at),
        (one, other) ->
            new Told(Math.max(one.time(), other.time()), Math.max(one.at(), other.at())));
    newest = Math.max(newest, at);
    advance();
    return next;
  }

  /** @param reached the {@link #time} when the task had told it */
  void restore(String source, Told known, long reached) {
    told.put(source, known);
    newest = Math.max(newest, known.at());
    time = Math.max(time, reached);
  }

  /** Goes on without the tasks that have told no mark for too long a time, while others have. */
  void forgetSilent(Consumer<String> forgotten) {
    for (var source : List.copyOf(told.keySet())) {
      var last = told.get(source);
      if (last != null && last.at() < newest - patienceMillis) {
        LOG.warn(
            "no mark from {} for {} ms: contracts are judged without it", source, patienceMillis);
        told.remove(source);
        forgotten.accept(source);
      }
    }
    advance();
  }

  /** A task that has said itself that it tells no more. */
  void leave(String source) {
    told.remove(source);
    advance();
  }

  private void advance() {
    long least = Long.MAX_VALUE;
    for (var one : told.values()) {
      least = Math.min(least, one.time());
    }
    if (!told.isEmpty()) {
      time = Math.max(time, least);
    }
  }

  /** The time that all have reached; {@link #NO_TIME} before the first mark. */
  long time() {
    return time;
  }
}
