package io.millrace.metrics.marks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdlePartitionsTest {
  private final IdlePartitions partitions = new IdlePartitions(2, 1000);

  private static long[] ends(long first, long second) {
    return new long[] {first, second};
  }

  @Test
  void partition_isIdle_onceItsEndHasNotMovedForLongEnough() {
    assertThat(partitions.idle(ends(5, 7), 0)).isEmpty();
    assertThat(partitions.idle(ends(5, 8), 999)).isEmpty();
    assertThat(partitions.idle(ends(5, 8), 1000)).containsExactly(0);
    assertThat(partitions.idle(ends(6, 8), 1999)).containsExactly(1);
    assertThat(partitions.idle(ends(6, 8), 2999)).containsExactly(0, 1);
  }

  @Test
  void ownMark_isNoTraffic_andTheNextComesAfterTheSameTime() {
    partitions.idle(ends(5, 7), 0);
    assertThat(partitions.idle(ends(5, 7), 1000)).containsExactly(0, 1);
    partitions.marked(0, 6, 1000);
    assertThat(partitions.idle(ends(6, 7), 1999)).containsExactly(1);
    assertThat(partitions.idle(ends(6, 7), 2000)).containsExactly(0, 1);
  }

  @Test
  void recordBesideTheMark_isTraffic() {
    partitions.idle(ends(5, 7), 0);
    partitions.idle(ends(5, 7), 1000);
    partitions.marked(0, 6, 1000);
    assertThat(partitions.idle(ends(7, 7), 2000)).containsExactly(1);
  }

  @Test
  void emptyPartition_isIdle() {
    partitions.idle(ends(0, 0), 0);
    assertThat(partitions.idle(ends(0, 0), 1000)).containsExactly(0, 1);
  }
}
