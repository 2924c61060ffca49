package io.millrace.model.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.deployment.container.ContainerSpec;
import io.millrace.model.node.DeployNode;
import io.millrace.model.node.NodeAddress;
import io.millrace.model.node.NodeName;
import io.millrace.model.node.PoolName;
import java.util.List;
import org.junit.jupiter.api.Test;

class DesiredStateTest {
  private static final PoolName POOL = new PoolName("edge");
  private static final DeployNode N1 = node("n1");
  private static final DeployNode N2 = node("n2");

  private static DeployNode node(String name) {
    return new DeployNode(new NodeName(name), NodeAddress.parse("memory://"));
  }

  private static DesiredInstance instance(String pool, String allocation, long epoch, String node) {
    return new DesiredInstance(
        new InstanceKey(new PoolName(pool), new AllocationId(allocation)),
        new Epoch(epoch),
        new ServiceName("detector"),
        new NodeName(node),
        ContainerSpec.of("busybox:1"));
  }

  private static DesiredState state(List<DeployNode> nodes, DesiredInstance... instances) {
    return new DesiredState(POOL, new Epoch(5), nodes, List.of(instances));
  }

  @Test
  void instances_areThoseOfANode_inOrder() {
    var state = state(
        List.of(N1, N2),
        instance("edge", "b", 5, "n1"),
        instance("edge", "c", 1, "n2"),
        instance("edge", "a", 2, "n1"));

    assertThat(state.on(N1.name()))
        .extracting(one -> one.key().toString())
        .containsExactly("edge/a", "edge/b");
  }

  @Test
  void strangeStates_areRefused() {
    assertThatThrownBy(() -> state(List.of(N1, node("n1"))))
        .hasMessageStartingWith("two nodes of one name among [n1 (memory:///), n1");
    assertThatThrownBy(() -> state(List.of(N1), instance("edge", "a", 1, "n2")))
        .hasMessage("instance edge/a is for node n2, which the state does not have");
    assertThatThrownBy(() -> state(List.of(N1), instance("cloud", "a", 1, "n1")))
        .hasMessage("instance cloud/a is not of pool edge");
    assertThatThrownBy(() ->
            state(List.of(N1), instance("edge", "a", 1, "n1"), instance("edge", "a", 2, "n1")))
        .hasMessage("instance edge/a is there twice");
    assertThatThrownBy(() -> state(List.of(N1), instance("edge", "a", 6, "n1")))
        .hasMessage("instance edge/a was decided at epoch 6, after that of the state, 5");
  }
}
