package io.millrace.connectors.deployer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.model.deployment.DeploymentEvent;
import io.millrace.model.deployment.DeploymentEvent.Kind;
import io.millrace.model.deployment.DesiredState;
import io.millrace.model.deployment.InstanceKey;
import io.millrace.model.deployment.ObservedInstance;
import io.millrace.model.deployment.ObservedInstance.State;
import io.millrace.model.deployment.container.ContainerSpec;
import io.millrace.port.DeployException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every deployer does under which containers really run: the whole way from a decision to reports. */
public abstract class RunningDeployerContract extends DeployerContract {
  private static final DeployConfig CONFIG = DeployConfig.USUAL
      .withResync(Duration.ofMillis(300))
      .withRetry(Duration.ofMillis(200), Duration.ofSeconds(1))
      .withSettled(Duration.ofMillis(500));

  protected final RecordedReports reports = new RecordedReports();
  private DeploymentLoop loop = newLoop();

  /** The process of an instance on {@link #node()} is killed by someone else. */
  protected abstract void kill(InstanceKey key);

  /** An instance's health check begins to pass, or to fail. */
  protected abstract void health(InstanceKey key, boolean well);

  /** One whose health check fails until {@link #health} says otherwise. */
  protected abstract ContainerSpec checked();

  private DeploymentLoop newLoop() {
    // Deployers are made by subclasses, which do not exist yet while this is made.
    return new DeploymentLoop(
        new LateDeployer(this::deployer), reports, CONFIG, InstantSource.system());
  }

  @AfterEach
  public void closeLoop() {
    loop.close();
  }

  protected void want(DesiredState state) {
    loop.want(state);
  }

  protected static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
  }

  /** What runs on the node, by allocation, with its handle. */
  protected Map<InstanceKey, String> running() throws DeployException {
    var running = new HashMap<InstanceKey, String>();
    for (ObservedInstance instance : deployer().observe(node(), Wishes.POOL)) {
      if (instance.state() == State.RUNNING) {
        running.put(instance.key(), instance.handle());
      }
    }
    return running;
  }

  protected void awaitRunning(String... allocations) {
    var keys = List.of(allocations).stream().map(Wishes::key).toList();
    soon()
        .untilAsserted(
            () -> assertThat(running().keySet()).containsExactlyInAnyOrderElementsOf(keys));
  }

  private void awaitReports(String allocation, Consumer<List<Kind>> expected) {
    soon().untilAsserted(() -> expected.accept(reports.of(Wishes.key(allocation))));
  }

  private DesiredState two(long epoch) {
    return Wishes.state(
        epoch,
        List.of(node()),
        Wishes.instance("a1", 1, node(), lasting()),
        Wishes.instance("a2", 1, node(), lasting()));
  }

  @Test
  public void wanted_runs_andIsReportedOnce() {
    want(two(1));
    awaitRunning("a1", "a2");
    want(two(2));

    awaitReports("a1", kinds -> assertThat(kinds).containsExactly(Kind.STARTED, Kind.HEALTHY));
    awaitReports("a2", kinds -> assertThat(kinds).containsExactly(Kind.STARTED, Kind.HEALTHY));
  }

  @Test
  public void unwanted_isRemoved_andReported() throws DeployException {
    want(two(1));
    awaitRunning("a1", "a2");
    var before = running();
    want(Wishes.state(2, List.of(node()), Wishes.instance("a2", 1, node(), lasting())));

    awaitRunning("a2");
    awaitReports("a1", kinds -> assertThat(kinds).endsWith(Kind.REMOVED).doesNotContain(Kind.DIED));
    assertThat(running()).containsEntry(Wishes.key("a2"), before.get(Wishes.key("a2")));
  }

  @Test
  public void killed_isReported_andRunsAgain() {
    want(two(1));
    awaitRunning("a1", "a2");
    awaitReports("a1", kinds -> assertThat(kinds).endsWith(Kind.HEALTHY));
    kill(Wishes.key("a1"));

    awaitReports(
        "a1",
        kinds -> assertThat(kinds)
            .containsExactly(Kind.STARTED, Kind.HEALTHY, Kind.DIED, Kind.STARTED, Kind.HEALTHY));
    awaitRunning("a1", "a2");
    assertThat(reports.of(Wishes.key("a2"))).containsExactly(Kind.STARTED, Kind.HEALTHY);
  }

  @Test
  public void laterEpoch_replaces_andAnEarlierOneNoMore() throws DeployException {
    want(Wishes.state(1, List.of(node()), Wishes.instance("a1", 1, node(), lasting())));
    awaitRunning("a1");
    var first = running();
    want(Wishes.state(5, List.of(node()), Wishes.instance("a1", 5, node(), lasting())));
    soon()
        .untilAsserted(() -> assertThat(running())
            .hasSize(1)
            .doesNotContainEntry(Wishes.key("a1"), first.get(Wishes.key("a1"))));
    var second = running();
    loop.close();
    // As one that was cut off and comes back with what it knew.
    loop = newLoop();
    want(Wishes.state(4, List.of(node()), Wishes.instance("a9", 4, node(), lasting())));

    awaitRunning("a1", "a9");
    assertThat(running()).containsEntry(Wishes.key("a1"), second.get(Wishes.key("a1")));
  }

  @Test
  public void restarted_findsWhatRuns_andDoublesNothing() throws DeployException {
    want(two(1));
    awaitRunning("a1", "a2");
    var before = running();
    loop.close();
    loop = newLoop();
    int reported = reports.events().size();
    want(two(1));

    soon().until(() -> reports.events().size() >= reported + 2);
    assertThat(running()).isEqualTo(before);
  }

  @Test
  public void missingImage_isReported_andTheOthersRun() {
    want(Wishes.state(
        1,
        List.of(node()),
        Wishes.instance("a1", 1, node(), ContainerSpec.of("localhost:1/no-such-image:1")),
        Wishes.instance("a2", 1, node(), lasting())));

    awaitRunning("a2");
    awaitReports("a1", kinds -> assertThat(kinds).contains(Kind.IMAGE_MISSING));
    assertThat(reports.events())
        .filteredOn(event -> event.kind() == Kind.IMAGE_MISSING)
        .extracting(DeploymentEvent::reason)
        .allSatisfy(reason -> assertThat(reason).contains("no-such-image"));
  }

  @Test
  public void health_isReportedWhenItTurns() {
    want(Wishes.state(1, List.of(node()), Wishes.instance("a1", 1, node(), checked())));
    awaitReports("a1", kinds -> assertThat(kinds).startsWith(Kind.STARTED));
    health(Wishes.key("a1"), true);
    awaitReports("a1", kinds -> assertThat(kinds).endsWith(Kind.HEALTHY));
    awaitRunning("a1");
    health(Wishes.key("a1"), false);

    awaitReports("a1", kinds -> assertThat(kinds).endsWith(Kind.HEALTHY, Kind.UNHEALTHY));
  }
}
