package io.millrace.metrics.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.metrics.window.Sample;
import io.millrace.metrics.window.WindowSpec;
import io.millrace.model.RegistryEntry;
import io.millrace.model.application.Agent;
import io.millrace.model.application.Application;
import io.millrace.topology.registry.InMemoryView;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ObservedPlanTest {
  private static final List<WindowSpec> USUAL = List.of(WindowSpec.tumbling(Duration.ofMinutes(1)));
  private static final Duration TEN = Duration.ofSeconds(10);

  private final InMemoryView<RegistryEntry<Application>> view = new InMemoryView<>();
  private final Observations observations = new Observations(view, Duration.ofSeconds(5));
  private final ObservedPlan plan = new ObservedPlan(observations, USUAL);

  private List<WindowSpec> windows() {
    return plan.windows("app", "time");
  }

  @Test
  void plan_followsTheRegistryAtOnce() {
    assertThat(windows()).isEqualTo(USUAL);
    view.put("app", Configs.entry("app", 1, null));
    assertThat(windows()).isEqualTo(USUAL);

    var stream = Configs.of(Configs.reports(3), Configs.reports(100), "{}");
    view.put("app", Configs.entry("app", 2, new Agent(Agent.State.STARTED, stream)));
    assertThat(windows()).containsExactly(WindowSpec.hoppingCount(100, 3));
    assertThat(plan.windows("other", "time")).isEqualTo(USUAL);

    view.put("app", Configs.entry("app", 3, new Agent(Agent.State.STOPPED, stream)));
    assertThat(windows()).isEmpty();
    view.put("app", Configs.entry("app", 4, new Agent(Agent.State.STARTED, null)));
    assertThat(windows()).isEqualTo(USUAL);
  }

  static List<Arguments> lengths() {
    return List.of(
        Arguments.of(
            Configs.seconds(10),
            Configs.seconds(10),
            WindowSpec.tumbling(TEN).withGrace(Duration.ZERO)),
        Arguments.of(
            Configs.seconds(5),
            Configs.seconds(10),
            WindowSpec.hopping(TEN, Duration.ofSeconds(5))),
        Arguments.of(Configs.reports(4), Configs.reports(4), WindowSpec.tumblingCount(4)),
        Arguments.of(Configs.reports(3), Configs.seconds(10), WindowSpec.tumbling(TEN)),
        Arguments.of(Configs.seconds(3), Configs.reports(9), WindowSpec.tumblingCount(9)));
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void sizeAndInterval_areWindows(String interval, String size, WindowSpec wanted) {
    view.put("app", Configs.started("app", Configs.of(interval, size, "{}")));
    assertThat(windows()).containsExactly(wanted);
  }

  @Test
  void onlyWhatFunctionsLookAt_isWanted() {
    var processing =
        "{\"function\": \"dummy\", \"parser\": {\"metric\": {\"data\": [{\"name\": \"time\", \"stage\": \"s\"}]}}}";
    view.put(
        "app",
        Configs.started("app", Configs.of(Configs.seconds(1), Configs.seconds(1), processing)));
    assertThat(observations.looksAt(new Sample("app", "s", "i", "time", 1, 0))).isTrue();
    assertThat(observations.looksAt(new Sample("app", "t", "i", "time", 1, 0))).isFalse();
    assertThat(observations.looksAt(new Sample("app", "s", "i", "size", 1, 0))).isFalse();
    assertThat(observations.looksAt(new Sample("other", "s", "i", "time", 1, 0)))
        .isFalse();
  }
}
