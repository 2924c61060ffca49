package io.millrace.connectors.deployer;

import io.millrace.model.deployment.AllocationId;
import io.millrace.model.deployment.DesiredInstance;
import io.millrace.model.deployment.DesiredState;
import io.millrace.model.deployment.Epoch;
import io.millrace.model.deployment.InstanceKey;
import io.millrace.model.deployment.ServiceName;
import io.millrace.model.deployment.container.ContainerSpec;
import io.millrace.model.node.DeployNode;
import io.millrace.model.node.NodeAddress;
import io.millrace.model.node.NodeName;
import io.millrace.model.node.PoolName;
import java.util.Arrays;
import java.util.List;

/** What tests want to run. */
public final class Wishes {
  public static final PoolName POOL = new PoolName("edge");

  private Wishes() {}

  public static InstanceKey key(String allocation) {
    return new InstanceKey(POOL, new AllocationId(allocation));
  }

  public static DeployNode node(String name, String address) {
    return new DeployNode(new NodeName(name), NodeAddress.parse(address));
  }

  public static DesiredInstance instance(
      String allocation, long epoch, DeployNode node, ContainerSpec spec) {
    return instance(key(allocation), epoch, node, spec);
  }

  public static DesiredInstance instance(
      InstanceKey key, long epoch, DeployNode node, ContainerSpec spec) {
    return new DesiredInstance(
        key, new Epoch(epoch), new ServiceName("detector"), node.name(), spec);
  }

  public static DesiredState state(
      long epoch, List<DeployNode> nodes, DesiredInstance... instances) {
    return new DesiredState(POOL, new Epoch(epoch), nodes, Arrays.asList(instances));
  }
}
