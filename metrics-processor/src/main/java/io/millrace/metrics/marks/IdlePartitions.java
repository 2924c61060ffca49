package io.millrace.metrics.marks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which partitions of a topic have been idle: nothing but marks of our own has moved their ends. */
final class IdlePartitions {
  private static final long UNKNOWN = -1;

  private final long idleMillis;
  private final long[] ends;
  private final long[] since;

  IdlePartitions(int partitions, long idleMillis) {
    this.idleMillis = idleMillis;
    this.ends = new long[partitions];
    this.since = new long[partitions];
    Arrays.fill(ends, UNKNOWN);
  }

  /** Takes the ends as they are now; returns those whose end has not moved for as long as makes them idle. */
  List<Integer> idle(long[] endsNow, long now) {
    var idle = new ArrayList<Integer>();
    for (int partition = 0; partition < ends.length; partition++) {
      if (endsNow[partition] != ends[partition]) {
        ends[partition] = endsNow[partition];
        since[partition] = now;
      } else if (now - since[partition] >= idleMillis) {
        idle.add(partition);
      }
    }
    return idle;
  }

  /** A mark has been written there: the partition is idle still, and the next mark not due before that time again. */
  void marked(int partition, long end, long now) {
    ends[partition] = end;
    since[partition] = now;
  }
}
