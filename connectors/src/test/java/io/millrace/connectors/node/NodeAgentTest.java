package io.millrace.connectors.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.connectors.deployer.TurnedClock;
import io.millrace.connectors.deployer.Wishes;
import io.millrace.model.node.Heartbeat;
import io.millrace.model.node.Machine;
import io.millrace.model.node.NodeAnnouncement;
import io.millrace.port.NodeRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class NodeAgentTest {
  private static final Machine SMALL = Machine.of(List.of(0), 1 << 20, List.of());
  private static final Machine LARGE = Machine.of(List.of(0, 1), 1 << 20, List.of());

  private final TurnedClock clock = new TurnedClock();
  private final Registry registry = new Registry();
  private Machine machine = SMALL;
  private boolean readable = true;
  private final NodeAgent agent = new NodeAgent(
      Wishes.POOL, Wishes.node("n1", "unix:///var/run/docker.sock"), this::read, registry, clock);

  private Machine read() throws IOException {
    if (!readable) {
      throw new IOException("/proc is gone");
    }
    return machine;
  }

  @Test
  void machine_isAnnouncedAtFirst_andWhenItChanges() {
    agent.beat();
    agent.beat();
    machine = LARGE;
    agent.beat();

    assertThat(registry.said).containsExactly("announced 1", "beat", "beat", "announced 2", "beat");
  }

  @Test
  void whatCannotBeSaid_isSaidAtTheNextBeat() {
    registry.broken = true;
    agent.beat();
    registry.broken = false;
    agent.beat();
    readable = false;
    agent.beat();
    readable = true;
    agent.beat();

    assertThat(registry.said).containsExactly("announced 1", "beat", "beat");
  }

  @Test
  void started_itBeatsUntilItIsClosed() {
    agent.start(Duration.ofMillis(10));
    Awaitility.await()
        .untilAsserted(() ->
            assertThat(registry.said).containsSequence("announced 1", "beat", "beat", "beat"));
    agent.close();
    assertThat(agent).hasToString("NodeAgent{pool edge, node n1 (unix:///var/run/docker.sock)}");
  }

  private static final class Registry implements NodeRegistry {
    final List<String> said = new CopyOnWriteArrayList<>();
    volatile boolean broken;

    @Override
    public void announce(NodeAnnouncement announcement) {
      require();
      said.add("announced " + announcement.machine().cores().size());
    }

    @Override
    public void beat(Heartbeat heartbeat) {
      require();
      said.add("beat");
    }

    private void require() {
      if (broken) {
        throw new IllegalStateException("the log cannot be written");
      }
    }
  }
}
