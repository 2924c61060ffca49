package io.millrace.connectors.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.deployment.DesiredState;
import io.millrace.model.node.NodeAddress;
import io.millrace.model.placement.NodeState;
import io.millrace.model.placement.state.PoolRecord;
import io.millrace.model.placement.state.ServiceEntry.Waiting;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PoolStateTest {
  private static DesiredState desired(@Nullable NodeAddress usual, PoolRecord... records) {
    return PoolState.of(List.of(records)).iterator().next().desired(usual);
  }

  @Test
  void whatIsAllocated_isWishedAsItWasPlaced() {
    var state = desired(
        null,
        Pools.head(7),
        Pools.node("n1", "memory://", NodeState.READY),
        Pools.service(2, Waiting.NONE, Pools.service("web", "old"), Pools.service("web", "new")),
        Pools.instance("web#1", 3, "web", 1, "n1"),
        Pools.instance("web#2", 8, "web", 2, "n1"));

    assertThat(state.epoch().value()).isEqualTo(8);
    assertThat(state.instances())
        .extracting(one ->
            one.key().allocation() + " " + one.epoch() + " " + one.container().image())
        .containsExactly("web#1 3 old", "web#2 8 new");
    var resources = state.instances().get(0).container().resources();
    assertThat(resources.cpu().millis()).isEqualTo(500);
    assertThat(resources.memory().bytes()).isEqualTo(64L << 20);
    assertThat(resources.cores()).containsExactly(2);
  }

  @Test
  void aNodeWithoutAnAddress_getsTheUsualOneOrNothing() {
    var records = new PoolRecord[] {
      Pools.head(1),
      Pools.node("n1", "", NodeState.READY),
      Pools.service(1, Waiting.NONE, Pools.service("web", "image")),
      Pools.instance("web#1", 1, "web", 1, "n1")
    };
    assertThat(desired(null, records).nodes()).isEmpty();
    assertThat(desired(null, records).instances()).isEmpty();
    assertThat(desired(NodeAddress.parse("memory://"), records).instances()).hasSize(1);
  }

  @Test
  void aNodeThatWasRemoved_isStillToBeCleaned() {
    var state = desired(
        null, Pools.head(1), new PoolRecord.NodeGone(Pools.POOL, Pools.spec("n1", "memory://")));
    assertThat(state.nodes()).hasSize(1);
    assertThat(state.instances()).isEmpty();
  }
}
