package io.millrace.connectors.celery.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OutstandingTest {
  private final Outstanding outstanding = new Outstanding(Map.of(0, 100L, 1, 50L));

  @Test
  void positions_areThoseOfAFormerRun_untilSomethingIsWritten() {
    assertThat(outstanding.positions()).isEqualTo(Map.of(0, 100L, 1, 50L));
  }

  @Test
  void position_staysAtTheFirstThatMatters() {
    outstanding.add(new Place(0, 110));
    outstanding.add(new Place(0, 112));
    outstanding.add(new Place(0, 111));
    outstanding.remove(new Place(0, 111));
    assertThat(outstanding.positions()).containsEntry(0, 110L);
    outstanding.remove(new Place(0, 110));
    assertThat(outstanding.positions()).containsEntry(0, 112L);
  }

  @Test
  void position_isPastTheLast_onceNoneMatters() {
    outstanding.add(new Place(1, 60));
    outstanding.remove(new Place(1, 60));
    assertThat(outstanding.positions()).isEqualTo(Map.of(0, 100L, 1, 61L));
  }
}
