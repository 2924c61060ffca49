package io.millrace.model.qoa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.model.qoa.WindowResult.Finality;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RollUpTest {
  private static WindowResult result(String stage, String instance, int minute, double... values) {
    var start = Instant.EPOCH.plusSeconds(60L * minute);
    return new WindowResult(
        "app",
        stage,
        instance,
        "m",
        WindowKind.TUMBLING,
        start,
        start.plusSeconds(60),
        Summary.of(values),
        1,
        2,
        Finality.FINAL);
  }

  @Test
  void instances_becomeOneResultForEachStageAndWindow_ofAllTheirValues() {
    var results = new ArrayList<>(List.of(
        result("detect", "a", 0, 0.1, 7),
        result("detect", "b", 0, 0.2),
        result("detect", "b", 1, 4),
        result("track", "a", 0, 5)));
    var expected = RollUp.overInstances(results);
    assertThat(expected)
        .extracting(r -> r.stage() + r.start().getEpochSecond())
        .containsExactly("detect0", "detect60", "track0");
    assertThat(expected.get(0).values()).isEqualTo(Summary.of(7, 0.2, 0.1));
    assertThat(expected.get(0).late()).isEqualTo(2);
    assertThat(expected.get(0).missing()).isEqualTo(4);
    assertThat(expected).allMatch(r -> r.instance() == null);
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(results, new Random(seed));
      assertThat(RollUp.overInstances(results)).isEqualTo(expected);
    }
  }

  @Test
  void stagesUpToOne_areThoseBeforeIt_alongEveryWay() {
    var graph = StageGraph.of(Map.of(
        "aggregate",
        Set.of("detect", "classify"),
        "classify",
        Set.of("resize"),
        "detect",
        Set.of("resize")));
    var results = List.of(
        result("resize", "a", 0, 1),
        result("detect", "a", 0, 2),
        result("classify", "a", 0, 4),
        result("aggregate", "a", 0, 8),
        result("aggregate", "b", 0, 16),
        result("unrelated", "a", 0, 32));
    assertThat(RollUp.upTo("detect", graph, results)).singleElement().satisfies(r -> {
      assertThat(r.stage()).isEqualTo("detect");
      assertThat(r.values()).isEqualTo(Summary.of(1, 2));
    });
    assertThat(RollUp.upTo("aggregate", graph, results))
        .singleElement()
        .satisfies(r -> assertThat(r.values()).isEqualTo(Summary.of(1, 2, 4, 8, 16)));
    assertThat(RollUp.overStages(results)).singleElement().satisfies(r -> {
      assertThat(r.stage()).isNull();
      assertThat(r.values().sum()).isEqualTo(63);
    });
  }

  @Test
  void provisionalPart_makesTheWholeProvisional() {
    var open = result("detect", "a", 0, 1);
    var provisional = new WindowResult(
        open.application(),
        open.stage(),
        "b",
        open.metric(),
        open.kind(),
        open.start(),
        open.end(),
        Summary.of(2),
        0,
        0,
        Finality.PROVISIONAL);
    assertThat(RollUp.overInstances(List.of(open, provisional)).get(0).finality())
        .isEqualTo(Finality.PROVISIONAL);
  }

  @Test
  void graphWithACycle_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> StageGraph.of(Map.of("a", Set.of("b"), "b", Set.of("c"), "c", Set.of("a"))))
        .withMessage("stage graph: \"a\" comes before itself");
  }
}
