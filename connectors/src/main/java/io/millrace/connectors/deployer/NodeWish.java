package io.millrace.connectors.deployer;

import io.millrace.model.deployment.DesiredInstance;
import io.millrace.model.deployment.DesiredState;
import io.millrace.model.deployment.Epoch;
import io.millrace.model.node.DeployNode;
import io.millrace.model.node.PoolName;
import java.util.List;

/** What shall run on one node. */
record NodeWish(DeployNode node, PoolName pool, Epoch epoch, List<DesiredInstance> instances) {
  static NodeWish of(DesiredState state, DeployNode node) {
    return new NodeWish(node, state.pool(), state.epoch(), state.on(node.name()));
  }
}
