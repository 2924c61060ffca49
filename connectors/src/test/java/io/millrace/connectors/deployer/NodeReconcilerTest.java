package io.millrace.connectors.deployer;

import static io.millrace.connectors.deployer.Wishes.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.connectors.memory.InMemoryDeployer;
import io.millrace.model.deployment.DeploymentEvent;
import io.millrace.model.deployment.DeploymentEvent.Kind;
import io.millrace.model.deployment.DesiredInstance;
import io.millrace.model.deployment.ObservedInstance;
import io.millrace.model.deployment.ObservedInstance.State;
import io.millrace.model.deployment.container.ContainerSpec;
import io.millrace.model.deployment.container.RestartPolicy;
import io.millrace.model.node.DeployNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeReconcilerTest {
  private static final DeployNode NODE = Wishes.node("n1", "memory://");
  private static final ContainerSpec SPEC = ContainerSpec.of("busybox:1");

  private final TurnedClock clock = new TurnedClock();
  private final InMemoryDeployer engine = new InMemoryDeployer(clock);
  private final RecordedReports reports = new RecordedReports();
  private final NodeReconciler reconciler = newReconciler();

  private NodeReconciler newReconciler() {
    return new NodeReconciler(engine, reports, DeployConfig.USUAL, clock, () -> {});
  }

  private Duration round(long epoch, DesiredInstance... wanted) {
    return reconciler.round(NodeWish.of(Wishes.state(epoch, List.of(NODE), wanted), NODE));
  }

  private static DesiredInstance wish(String allocation, ContainerSpec spec) {
    return Wishes.instance(allocation, 1, NODE, spec);
  }

  private List<ObservedInstance> there() {
    return engine.all(NODE.name());
  }

  @Test
  void failingImage_isTriedEverMoreSeldom_andAtLeastEveryFiveMinutes() {
    engine.image("busybox:1", false);
    var waits = new ArrayList<Long>();
    for (int i = 0; i < 12; i++) {
      round(1, wish("a1", SPEC));
      var wait = waitFor(wish("a1", SPEC));
      waits.add(wait.toSeconds());
      clock.turn(wait);
    }

    assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 300L, 300L, 300L);
    assertThat(reports.of(key("a1"))).hasSize(12).containsOnly(Kind.IMAGE_MISSING);
  }

  /** Rounds come more often than tries; this goes on to the moment of the next try. */
  private Duration waitFor(DesiredInstance wanted) {
    var waited = Duration.ZERO;
    int tries = reports.events().size();
    while (true) {
      var next = round(1, wanted);
      assertThat(reports.events()).as("tries before the wait is over").hasSize(tries);
      if (next.compareTo(DeployConfig.USUAL.resync()) < 0) {
        return waited.plus(next);
      }
      // A whole wait may be left, or one that is just as long as the time between two rounds.
      clock.turn(next.minusMillis(1));
      waited = waited.plus(next.minusMillis(1));
    }
  }

  @Test
  void failingImage_isTriedOnceForAllThatWantIt() {
    engine.image("busybox:1", false);
    round(1, wish("a1", SPEC), wish("a2", SPEC), wish("a3", ContainerSpec.of("other:1")));

    assertThat(reports.events())
        .filteredOn(event -> event.kind() == Kind.IMAGE_MISSING)
        .extracting(DeploymentEvent::key)
        .containsExactly(key("a1"));
    assertThat(there()).extracting(ObservedInstance::key).containsExactly(key("a3"));
  }

  @Test
  void imageThatCame_isUsed_andItsFailuresAreForgotten() {
    engine.image("busybox:1", false);
    round(1, wish("a1", SPEC));
    engine.image("busybox:1", true);
    clock.turn(Duration.ofSeconds(1));
    round(1, wish("a1", SPEC));

    assertThat(reports.of(key("a1")))
        .containsExactly(Kind.IMAGE_MISSING, Kind.STARTED, Kind.HEALTHY);
  }

  @Test
  void whatDiesAtOnceEachTime_isStartedEverMoreSeldom_untilItSettles() {
    int starts = 0;
    for (int second = 0; second <= 64; second++) {
      round(1, wish("a1", SPEC));
      if (there().get(0).state() == State.RUNNING) {
        starts++;
        engine.end(NODE.name(), key("a1"), 1);
      }
      clock.turn(Duration.ofSeconds(1));
    }
    // The first start, the first again at once, then after 1, 2, 4, 8, 16 and 32 seconds.
    assertThat(starts).isEqualTo(8);

    clock.turn(Duration.ofMinutes(5));
    round(1, wish("a1", SPEC));
    clock.turn(DeployConfig.USUAL.settled());
    round(1, wish("a1", SPEC));
    engine.end(NODE.name(), key("a1"), 1);
    round(1, wish("a1", SPEC));
    assertThat(there().get(0).state())
        .as("at once, as after a first failure")
        .isEqualTo(State.RUNNING);
  }

  @Test
  void restartPolicy_isKept() {
    var never = SPEC.withRestart(RestartPolicy.NEVER);
    var onFailure = SPEC.withRestart(RestartPolicy.onFailure(0));
    var wanted = new DesiredInstance[] {
      wish("never", never), wish("done", onFailure), wish("failed", onFailure)
    };
    round(1, wanted);
    engine.end(NODE.name(), key("never"), 1);
    engine.end(NODE.name(), key("done"), 0);
    engine.end(NODE.name(), key("failed"), 1);
    round(1, wanted);

    assertThat(there())
        .extracting(seen -> seen.key().allocation().value() + " " + seen.state())
        .containsExactlyInAnyOrder("never ENDED", "done ENDED", "failed RUNNING");
    assertThat(reports.of(key("done"))).endsWith(Kind.EXITED);
    assertThat(reports.of(key("never"))).endsWith(Kind.DIED);
  }

  @Test
  void newerThanOurs_isLeftAlone_whetherWantedOrNot() throws Exception {
    engine.create(NODE, Wishes.instance("a1", 9, NODE, SPEC));
    engine.create(NODE, Wishes.instance("a2", 9, NODE, SPEC));
    round(3, wish("a1", SPEC));

    assertThat(there()).extracting(seen -> seen.epoch().value()).containsExactly(9L, 9L);
    round(10);
    assertThat(there()).isEmpty();
  }

  @Test
  void olderThanWanted_isReplaced() throws Exception {
    engine.create(NODE, Wishes.instance("a1", 1, NODE, SPEC));
    round(4, Wishes.instance("a1", 4, NODE, SPEC));

    assertThat(there()).extracting(seen -> seen.epoch().value()).containsExactly(4L);
    assertThat(reports.of(key("a1")))
        .containsExactly(Kind.STARTED, Kind.HEALTHY, Kind.REMOVED, Kind.STARTED, Kind.HEALTHY);
  }

  @Test
  void silentNode_isReportedOnce_andTakenUpWhereItIsWhenItAnswers() {
    round(1, wish("a1", SPEC));
    engine.silence(NODE.name());
    round(1, wish("a1", SPEC), wish("a2", SPEC));
    round(1, wish("a1", SPEC), wish("a2", SPEC));
    engine.wake(NODE.name());
    round(1, wish("a1", SPEC), wish("a2", SPEC));

    assertThat(reports.nodes()).containsExactly("n1 answers", "n1 is silent", "n1 answers");
    assertThat(reports.of(key("a1"))).as("it ran on").containsExactly(Kind.STARTED, Kind.HEALTHY);
    assertThat(there()).hasSize(2);
  }

  @Test
  void whatDiedWhileNobodyLooked_isReported() {
    round(1, wish("a1", SPEC));
    engine.silence(NODE.name());
    round(1, wish("a1", SPEC));
    engine.vanish(NODE.name(), key("a1"));
    engine.wake(NODE.name());
    round(1, wish("a1", SPEC));

    assertThat(reports.of(key("a1")))
        .containsExactly(Kind.STARTED, Kind.HEALTHY, Kind.DIED, Kind.STARTED, Kind.HEALTHY);
  }

  @Test
  void reportThatCannotBeWritten_isMadeUpFor() {
    reports.broken(true);
    assertThatThrownBy(() -> round(1, wish("a1", SPEC))).hasMessage("the log cannot be written");
    reports.broken(false);
    round(1, wish("a1", SPEC));
    reports.broken(true);
    engine.end(NODE.name(), key("a1"), 1);
    assertThatThrownBy(() -> round(1, wish("a1", SPEC))).hasMessage("the log cannot be written");
    reports.broken(false);
    round(1, wish("a1", SPEC));

    assertThat(reports.of(key("a1")))
        .containsExactly(Kind.STARTED, Kind.HEALTHY, Kind.DIED, Kind.STARTED, Kind.HEALTHY);
  }

  @Test
  void lateTelling_isNotBelieved() {
    round(1, wish("a1", SPEC));
    var first = there().get(0);
    engine.vanish(NODE.name(), key("a1"));
    round(1, wish("a1", SPEC));
    reconciler.happened(DeploymentEvent.of(first, Kind.STARTED, Instant.EPOCH, ""));
    reconciler.happened(DeploymentEvent.of(first, Kind.DIED, clock.instant(), "late"));
    round(1, wish("a1", SPEC));

    assertThat(reports.of(key("a1")))
        .containsExactly(Kind.STARTED, Kind.HEALTHY, Kind.DIED, Kind.STARTED, Kind.HEALTHY);
  }
}
