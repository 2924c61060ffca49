package io.millrace.metrics.accuracy.join;

import io.millrace.metrics.state.StateBytes;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of an id: its truth, and its predictions, of which there may be several places.
 *
 * @param until when its time is over, ms on the log
 * @param truth null while it has not come
 * @param waiting predictions without their truth, by place
 * @param matched places whose prediction has met the truth
 */
public record JoinEntry(
    long until,
    @Nullable GroundTruth truth,
    SortedMap<String, Predicted> waiting,
    SortedSet<String> matched) {

  public JoinEntry {
    waiting = Collections.unmodifiableSortedMap(new TreeMap<>(waiting));
    matched = Collections.unmodifiableSortedSet(new TreeSet<>(matched));
  }

  /** Of an id of which nothing is known. */
  static final JoinEntry NONE =
      new JoinEntry(Long.MIN_VALUE, null, new TreeMap<>(), new TreeSet<>());

  /** Whether the place has a prediction already. */
  boolean has(String place) {
    return waiting.containsKey(place) || matched.contains(place);
  }

  JoinEntry withTruth(@Nullable GroundTruth other) {
    return new JoinEntry(until, other, waiting, matched);
  }

  /** It is remembered to that time at least. */
  JoinEntry lasting(long time) {
    return time <= until ? this : new JoinEntry(time, truth, waiting, matched);
  }

  JoinEntry waits(Predicted prediction) {
    var more = new TreeMap<>(waiting);
    more.put(prediction.place(), prediction);
    return new JoinEntry(Math.max(until, prediction.until()), truth, more, matched);
  }

  JoinEntry matches(Predicted prediction) {
    var left = new TreeMap<>(waiting);
    left.remove(prediction.place());
    var more = new TreeSet<>(matched);
    more.add(prediction.place());
    return new JoinEntry(Math.max(until, prediction.until()), truth, left, more);
  }

  public byte[] toBytes() {
    return StateBytes.write(JoinEntryBytes.VERSION, out -> JoinEntryBytes.write(this, out));
  }

  /**
   * What {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException if the bytes are no such entry
   */
  public static JoinEntry fromBytes(byte[] bytes) {
    return StateBytes.read("join entry", bytes, JoinEntryBytes.VERSION, JoinEntryBytes::read);
  }
}
