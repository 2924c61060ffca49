package io.millrace.metrics.marks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long LOOK = 200;
  private final Pace pace = new Pace();

  private long marksBetween(long from, long to, long moved) {
    var marks = new ArrayList<Long>();
    for (long now = from; now < to; now += LOOK) {
      if (pace.due(now, moved)) {
        pace.marked(now);
        marks.add(now);
      }
    }
    return marks.size();
  }

  @Test
  void whileSomethingCame_eachLookMayMark() {
    assertThat(marksBetween(1000, 10_000, 0)).isEqualTo(45);
  }

  @Test
  void theLongerNothingComes_theRarerTheyAre() {
    marksBetween(0, 20_000, 0);
    assertThat(marksBetween(20_000, 30_000, 0)).isBetween(3L, 5L);
    assertThat(marksBetween(50_000, 110_000, 0)).isEqualTo(12);
    assertThat(marksBetween(3_600_000, 3_660_000, 0)).isEqualTo(12);
  }

  @Test
  void onceSomethingComes_theOthersNeedNotWait() {
    marksBetween(0, 100_000, 0);
    assertThat(pace.due(100_000, 99_900)).isTrue();
  }
}
