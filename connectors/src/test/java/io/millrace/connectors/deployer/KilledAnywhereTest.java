package io.millrace.connectors.deployer;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.connectors.memory.InMemoryDeployer;
import io.millrace.model.deployment.DesiredInstance;
import io.millrace.model.deployment.DesiredState;
import io.millrace.model.deployment.ObservedInstance;
import io.millrace.model.deployment.container.ContainerSpec;
import io.millrace.model.node.DeployNode;
import io.millrace.model.node.PoolName;
import io.millrace.port.DeployException;
import io.millrace.port.Deployer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A deployer that is killed at any call, before or after it took effect, leaves nothing that the next cannot mend. */
class KilledAnywhereTest {
  private static final DeployNode NODE = Wishes.node("n1", "memory://");

  private final TurnedClock clock = new TurnedClock();
  private final InMemoryDeployer engine = new InMemoryDeployer(clock);

  private static DesiredInstance wish(String allocation, long epoch) {
    return Wishes.instance(allocation, epoch, NODE, ContainerSpec.of("busybox:1"));
  }

  /** One stays, one is replaced, one goes, two come: 2 + 2 changes and 2 looks. */
  private static final DesiredState BEFORE =
      Wishes.state(1, List.of(NODE), wish("stays", 1), wish("replaced", 1), wish("goes", 1));

  private static final DesiredState AFTER = Wishes.state(
      2, List.of(NODE), wish("stays", 1), wish("replaced", 2), wish("new1", 2), wish("new2", 2));

  @ParameterizedTest
  @CsvSource({
    "0,true", "0,false", "1,true", "1,false", "2,true", "2,false", "3,true", "3,false", "4,true",
    "4,false", "5,true", "5,false", "6,true", "6,false"
  })
  void anotherGoesOn_whereItWasKilled(int calls, boolean afterEffect) {
    round(engine, BEFORE);
    var stays = handleOf("stays");
    try {
      round(new Killed(engine, calls, afterEffect), AFTER);
      assertThat(calls).as("all calls were reached").isEqualTo(6);
    } catch (Kill expected) {
      clock.turn(DeployConfig.USUAL.resync());
    }
    round(engine, AFTER);

    assertThat(engine.all(NODE.name()))
        .extracting(seen -> seen.key().allocation() + "@" + seen.epoch())
        .containsExactlyInAnyOrder("stays@1", "replaced@2", "new1@2", "new2@2");
    assertThat(handleOf("stays")).isEqualTo(stays);
  }

  private void round(Deployer deployer, DesiredState state) {
    var reconciler =
        new NodeReconciler(deployer, new RecordedReports(), DeployConfig.USUAL, clock, () -> {});
    reconciler.round(NodeWish.of(state, NODE));
  }

  private String handleOf(String allocation) {
    return engine.all(NODE.name()).stream()
        .filter(seen -> seen.key().equals(Wishes.key(allocation)))
        .map(ObservedInstance::handle)
        .findFirst()
        .orElseThrow();
  }

  /** As if the process were gone: no code of ours runs after it. */
  private static final class Kill extends Error {
    private static final long serialVersionUID = 1L;
  }

  private static final class Killed implements Deployer {
    private final Deployer engine;
    private final boolean afterEffect;
    private int left;

    Killed(Deployer engine, int calls, boolean afterEffect) {
      this.engine = engine;
      this.afterEffect = afterEffect;
      left = calls;
    }

    private boolean isLast() {
      return left-- == 0;
    }

    @Override
    public List<ObservedInstance> observe(DeployNode node, PoolName pool) throws DeployException {
      if (isLast()) {
        throw new Kill();
      }
      return engine.observe(node, pool);
    }

    @Override
    public void create(DeployNode node, DesiredInstance instance) throws DeployException {
      boolean last = isLast();
      if (!last || afterEffect) {
        engine.create(node, instance);
      }
      if (last) {
        throw new Kill();
      }
    }

    @Override
    public void remove(DeployNode node, ObservedInstance instance) throws DeployException {
      boolean last = isLast();
      if (!last || afterEffect) {
        engine.remove(node, instance);
      }
      if (last) {
        throw new Kill();
      }
    }

    @Override
    public Watch watch(DeployNode node, PoolName pool, Listener listener) throws DeployException {
      return engine.watch(node, pool, listener);
    }

    @Override
    public void close() {}
  }
}
