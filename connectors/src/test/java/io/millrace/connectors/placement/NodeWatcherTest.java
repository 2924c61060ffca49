package io.millrace.connectors.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.node.Heartbeat;
import io.millrace.model.node.NodeName;
import io.millrace.model.node.PoolName;
import io.millrace.model.placement.NodeSpec;
import io.millrace.model.placement.NodeState;
import io.millrace.model.placement.command.NodeCommand;
import io.millrace.model.placement.command.PlacementCommand;
import io.millrace.model.placement.command.PoolCommand;
import io.millrace.model.placement.state.NodeEntry;
import io.millrace.model.placement.state.PoolRecord;
import io.millrace.model.placement.state.ServiceEntry.Waiting;
import io.millrace.port.DeploymentReports.Reach;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeWatcherTest {
  private static final PoolName POOL = new PoolName(Pools.POOL);
  private static final NodeName NODE = new NodeName("n1");

  private final List<PlacementCommand> sent = new ArrayList<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final NodeWatcher watcher = new NodeWatcher(
      (pool, command) -> sent.add(command),
      () -> now,
      Duration.ofSeconds(30),
      Duration.ofSeconds(60));

  private List<String> look(int seconds, PoolRecord... records) {
    now = now.plusSeconds(seconds);
    sent.clear();
    watcher.look(PoolState.of(List.of(records)));
    return sent.stream()
        .map(command -> command instanceof NodeCommand.Change change
            ? change.node() + " " + change.to()
            : command.getClass().getSimpleName())
        .toList();
  }

  private static PoolRecord node(NodeState state) {
    return Pools.node("n1", "unix:///sock", state);
  }

  @Test
  void aNodeThatIsSilent_isLost_andBackWhenItIsHeardAgain() {
    assertThat(look(0, node(NodeState.READY))).isEmpty();
    watcher.reached(POOL, NODE, Reach.ANSWERS);
    assertThat(look(100, node(NodeState.READY))).isEmpty();
    watcher.reached(POOL, NODE, Reach.silent("connection refused"));
    assertThat(look(20, node(NodeState.READY))).isEmpty();
    assertThat(look(11, node(NodeState.READY))).containsExactly("n1 LOST");
    assertThat(sent.get(0).origin().cause()).isEqualTo("connection refused");
    assertThat(sent.get(0).origin().atMillis()).isEqualTo(now.toEpochMilli());

    // It takes a while until the loss shows; and is asked for again where it does not.
    assertThat(look(1, node(NodeState.READY))).isEmpty();
    assertThat(look(10, node(NodeState.READY))).containsExactly("n1 LOST");
    assertThat(look(1, node(NodeState.LOST))).isEmpty();
    watcher.reached(POOL, NODE, Reach.ANSWERS);
    assertThat(look(1, node(NodeState.LOST))).containsExactly("Return");
    assertThat(look(1, node(NodeState.READY))).isEmpty();
  }

  @Test
  void aNodeOfWhichNothingWasEverHeard_isLostAfterTheSilence() {
    assertThat(look(0, node(NodeState.READY))).isEmpty();
    assertThat(look(31, node(NodeState.READY))).containsExactly("n1 LOST");
    assertThat(look(100, Pools.node("n1", "", NodeState.READY))).isEmpty();
  }

  @Test
  void heartbeats_countWhereNothingIsKnownOfTheEngine() {
    look(0, node(NodeState.READY));
    for (int i = 0; i < 10; i++) {
      watcher.heard(new Heartbeat(POOL, NODE, now));
      assertThat(look(10, node(NodeState.READY))).isEmpty();
    }
    watcher.reached(POOL, NODE, Reach.silent("no engine"));
    for (int i = 0; i < 3; i++) {
      watcher.heard(new Heartbeat(POOL, NODE, now));
      look(10, node(NodeState.READY));
    }
    assertThat(look(12, node(NodeState.READY))).containsExactly("n1 LOST");
  }

  @Test
  void aNodeWithAnAgent_isLostWhenThatIsSilent_thoughItsEngineAnswers() {
    var spec = Pools.spec("n1", "unix:///sock").withLabels(Map.of(NodeSpec.AGENT, "true"));
    var node = new PoolRecord.Node(Pools.POOL, new NodeEntry(1, spec, NodeState.READY));
    watcher.reached(POOL, NODE, Reach.ANSWERS);
    for (int i = 0; i < 10; i++) {
      watcher.heard(new Heartbeat(POOL, NODE, now));
      assertThat(look(10, node)).isEmpty();
    }
    assertThat(look(21, node)).containsExactly("n1 LOST");
  }

  @Test
  void whatFailedEverywhere_isTriedAgainAfterAWhile() {
    var waits = Pools.service(1, new Waiting(1, "it failed here"), Pools.service("web", "missing"));
    assertThat(look(0, waits)).isEmpty();
    assertThat(look(59, waits)).isEmpty();
    assertThat(look(1, waits)).containsExactly("Retry");
    assertThat(sent.get(0)).isInstanceOf(PoolCommand.Retry.class);
    assertThat(look(1, waits)).isEmpty();
    assertThat(look(60, waits)).containsExactly("Retry");
  }
}
