package io.millrace.connectors.memory;

import io.millrace.connectors.deployer.RunningDeployerContract;
import io.millrace.connectors.deployer.Wishes;
import io.millrace.model.deployment.InstanceKey;
import io.millrace.model.deployment.container.ContainerSpec;
import io.millrace.model.deployment.container.HealthCheck;
import io.millrace.model.node.DeployNode;
import io.millrace.port.Deployer;
import java.time.InstantSource;
import java.util.List;

class InMemoryDeployerTest extends RunningDeployerContract {
  private final InMemoryDeployer nodes = new InMemoryDeployer(InstantSource.system());

  InMemoryDeployerTest() {
    nodes.image("localhost:1/no-such-image:1", false);
  }

  @Override
  protected Deployer deployer() {
    return nodes;
  }

  @Override
  protected DeployNode node() {
    return Wishes.node("n1", "memory://");
  }

  @Override
  protected DeployNode otherNode() {
    return Wishes.node("n2", "memory://");
  }

  @Override
  protected ContainerSpec lasting() {
    return ContainerSpec.of("busybox:1");
  }

  @Override
  protected ContainerSpec checked() {
    return lasting().withHealth(new HealthCheck(List.of("true"), HealthCheck.Timing.USUAL));
  }

  @Override
  protected void kill(InstanceKey key) {
    nodes.end(node().name(), key, 137);
  }

  @Override
  protected void health(InstanceKey key, boolean well) {
    nodes.health(node().name(), key, well);
  }
}
