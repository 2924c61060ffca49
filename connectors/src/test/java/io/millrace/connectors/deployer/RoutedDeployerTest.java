package io.millrace.connectors.deployer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.connectors.memory.InMemoryDeployer;
import io.millrace.model.deployment.container.ContainerSpec;
import io.millrace.port.DeployException;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoutedDeployerTest {
  private final InMemoryDeployer one = new InMemoryDeployer(InstantSource.system());
  private final InMemoryDeployer other = new InMemoryDeployer(InstantSource.system());
  private final RoutedDeployer routed = new RoutedDeployer(Map.of("memory", one, "unix", other));

  @Test
  void node_isServedByTheDeployerOfItsAddress() throws DeployException {
    var memory = Wishes.node("n1", "memory://");
    var unix = Wishes.node("n2", "UNIX:///docker.sock");
    routed.create(memory, Wishes.instance("a1", 1, memory, ContainerSpec.of("busybox:1")));
    routed.create(unix, Wishes.instance("a2", 1, unix, ContainerSpec.of("busybox:1")));
    routed.remove(memory, routed.observe(memory, Wishes.POOL).get(0));

    assertThat(one.all(memory.name())).isEmpty();
    assertThat(other.all(unix.name()))
        .extracting(seen -> seen.key().toString())
        .containsExactly("edge/a2");
  }

  @Test
  void unknownAddress_isANodeOutOfReach() {
    var node = Wishes.node("n3", "kubernetes://");

    assertThatThrownBy(() -> routed.observe(node, Wishes.POOL))
        .isInstanceOfSatisfying(
            DeployException.class,
            e -> assertThat(e.kind()).isEqualTo(DeployException.Kind.UNREACHABLE))
        .hasMessage(
            "node n3 (kubernetes:///): nothing deploys to \"kubernetes\"; there are [memory,"
                + " unix]");
  }
}
