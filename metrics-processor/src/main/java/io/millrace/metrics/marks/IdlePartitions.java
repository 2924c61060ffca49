package io.millrace.metrics.marks;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Which partitions of a topic have been idle: nothing but marks of our own has moved their ends. */
final class IdlePartitions {
  private static final long UNKNOWN = -1;

  private final long idleMillis;
  private final long[] ends;
  private final long[] since;
  private long moved;

  IdlePartitions(int partitions, long idleMillis) {
    this.idleMillis = idleMillis;
    this.ends = new long[partitions];
    this.since = new long[partitions];
    Arrays.fill(ends, UNKNOWN);
  }

  /** Takes the ends as they are now. */
  void see(long[] endsNow, long now) {
    for (int partition = 0; partition < ends.length; partition++) {
      if (endsNow[partition] != ends[partition]) {
        ends[partition] = endsNow[partition];
        since[partition] = now;
        moved = now;
      }
    }
  }

  /** Those whose end has not moved for as long as makes them idle. */
  List<Integer> idle(long now) {
    return IntStream.range(0, ends.length)
        .filter(partition -> now - since[partition] >= idleMillis)
        .boxed()
        .toList();
  }

  /** When the end of any partition has moved last. */
  long moved() {
    return moved;
  }

  /** A mark has been written there: the partition is idle still, and the next mark not due before that time again. */
  void marked(int partition, long end, long now) {
    ends[partition] = end;
    since[partition] = now;
  }
}
