package io.millrace.metrics.marks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class IdlePartitionsTest {
  private final IdlePartitions partitions = new IdlePartitions(2, 1000);

  private List<Integer> idle(long first, long second, long now) {
    partitions.see(new long[] {first, second}, now);
    return partitions.idle(now);
  }

  @Test
  void partition_isIdle_onceItsEndHasNotMovedForLongEnough() {
    assertThat(idle(5, 7, 0)).isEmpty();
    assertThat(idle(5, 8, 999)).isEmpty();
    assertThat(idle(5, 8, 1000)).containsExactly(0);
    assertThat(idle(6, 8, 1999)).containsExactly(1);
    assertThat(idle(6, 8, 2999)).containsExactly(0, 1);
  }

  @Test
  void ownMark_isNoTraffic_andTheNextComesAfterTheSameTime() {
    idle(5, 7, 0);
    assertThat(idle(5, 7, 1000)).containsExactly(0, 1);
    partitions.marked(0, 6, 1000);
    assertThat(idle(6, 7, 1999)).containsExactly(1);
    assertThat(idle(6, 7, 2000)).containsExactly(0, 1);
  }

  @Test
  void recordBesideTheMark_isTraffic() {
    idle(5, 7, 0);
    idle(5, 7, 1000);
    partitions.marked(0, 6, 1000);
    assertThat(idle(7, 7, 2000)).containsExactly(1);
  }

  @Test
  void emptyPartition_isIdle() {
    idle(0, 0, 0);
    assertThat(idle(0, 0, 1000)).containsExactly(0, 1);
  }

  @Test
  void ownMark_isNoMovement_butARecordIs() {
    idle(5, 7, 0);
    idle(5, 7, 1000);
    partitions.marked(0, 6, 1000);
    idle(6, 7, 2000);
    assertThat(partitions.moved()).isZero();
    idle(6, 8, 2200);
    assertThat(partitions.moved()).isEqualTo(2200);
  }
}
