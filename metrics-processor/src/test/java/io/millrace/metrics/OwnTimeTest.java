package io.millrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.qoa.Source;
import io.millrace.model.qoa.Value;
import io.millrace.model.qoa.WindowResult;
import io.millrace.topology.Mark;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnTimeTest extends MetricsDriver {
  private static final long LONG_AGO = NOW - 1000L * 86_400_000 / MINUTE * MINUTE;

  /** In the driver time passes for the other partitions too: there are none. */
  private void tell(long time, long appended) {
    var mark = Mark.record(INPUT.name(), 0, "cctv", time);
    send(mark.value(), mark.headers(), appended);
  }

  @Test
  void valuesOfLongAgo_areCountedInAnyOrder_onceTheirTimeIsTold() {
    send(new Source("other", "s", "i"), Value.of(1), NOW, NOW);
    tell(Mark.BEGIN, NOW);
    for (int i = 0; i < 300; i++) {
      send("i1", i, LONG_AGO + (i * 7919L % 300) * 1000, NOW + i);
    }
    mark(NOW + 120_000);
    assertThat(results()).extracting(WindowResult::application).containsExactly("other");
    restart(CONFIG);
    tell(Mark.END, NOW + 121_000);

    var all = allResults();
    assertThat(all).allMatch(r -> r.late() == 0 && r.values().count() == 60);
    assertThat(all.stream().filter(r -> r.instance() != null))
        .extracting(WindowResult::start)
        .containsExactlyElementsOf(minutes(5));
    assertThat(all.stream().filter(r -> r.stage() == null)).hasSize(5);
    assertThat(all.stream().filter(r -> r.stage() != null && r.instance() == null))
        .hasSize(5);
    assertThat(kept(MetricsStage.WINDOWS).keySet()).noneMatch(key -> key.get()[0] > 1);
    assertThat(kept(MetricsStage.ROLL_UPS).keySet()).noneMatch(key -> key.get()[0] > 1);
  }

  private static List<Instant> minutes(int many) {
    return java.util.stream.IntStream.range(0, many)
        .mapToObj(minute -> Instant.ofEpochMilli(LONG_AGO + minute * MINUTE))
        .toList();
  }

  @Test
  void timeToldOnTheWay_closesWhatIsOver_andLeavesTheRestOpen() {
    tell(Mark.BEGIN, NOW);
    send("i1", 1, LONG_AGO, NOW + 1);
    send("i1", 2, LONG_AGO + 90_000, NOW + 2);
    tell(LONG_AGO + 90_000, NOW + 3);
    assertThat(results())
        .singleElement()
        .satisfies(r -> assertThat(r.start()).isEqualTo(Instant.ofEpochMilli(LONG_AGO)));
    send("i1", 3, LONG_AGO, NOW + 4);
    tell(Mark.END, NOW + 5);
    assertThat(results()).singleElement().satisfies(r -> {
      assertThat(r.values().count()).isOne();
      assertThat(r.late()).isOne();
    });
  }

  @Test
  void afterItsEnd_theApplicationGoesByTheLogAgain() {
    tell(Mark.BEGIN, NOW);
    send("i1", 1, LONG_AGO, NOW + 1);
    tell(Mark.END, NOW + 2);
    assertThat(results()).hasSize(1);
    send("i1", 2, NOW, NOW + 3);
    mark(NOW + 70_000);
    assertThat(results()).singleElement().satisfies(r -> assertThat(r.late()).isZero());
    tell(Mark.BEGIN, NOW + 70_001);
    send("i1", 3, LONG_AGO, NOW + 70_002);
    tell(Mark.END, NOW + 70_003);
    assertThat(results())
        .singleElement()
        .satisfies(r -> assertThat(r.values().count()).isOne());
  }
}
