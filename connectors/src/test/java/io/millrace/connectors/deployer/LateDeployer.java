package io.millrace.connectors.deployer;

import io.millrace.model.deployment.DesiredInstance;
import io.millrace.model.deployment.ObservedInstance;
import io.millrace.model.node.DeployNode;
import io.millrace.model.node.PoolName;
import io.millrace.port.DeployException;
import io.millrace.port.Deployer;
import java.util.List;
import java.util.function.Supplier;

/** The deployer that is there when it is called. */
record LateDeployer(Supplier<Deployer> current) implements Deployer {
  @Override
  public List<ObservedInstance> observe(DeployNode node, PoolName pool) throws DeployException {
    return current.get().observe(node, pool);
  }

  @Override
  public void create(DeployNode node, DesiredInstance instance) throws DeployException {
    current.get().create(node, instance);
  }

  @Override
  public void remove(DeployNode node, ObservedInstance instance) throws DeployException {
    current.get().remove(node, instance);
  }

  @Override
  public Watch watch(DeployNode node, PoolName pool, Listener listener) throws DeployException {
    return current.get().watch(node, pool, listener);
  }

  @Override
  public void close() {
    current.get().close();
  }
}
