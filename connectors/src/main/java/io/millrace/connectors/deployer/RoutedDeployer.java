package io.millrace.connectors.deployer;

import io.millrace.model.deployment.DesiredInstance;
import io.millrace.model.deployment.ObservedInstance;
import io.millrace.model.node.DeployNode;
import io.millrace.model.node.PoolName;
import io.millrace.port.DeployException;
import io.millrace.port.Deployer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sends each node's work to the deployer for the scheme of its address. */
public final class RoutedDeployer implements Deployer {
  private final Map<String, Deployer> byScheme;

  /** @param byScheme in small letters; one deployer may stand for several; they are closed with this */
  public RoutedDeployer(Map<String, Deployer> byScheme) {
    this.byScheme = new TreeMap<>(byScheme);
  }

  @Override
  public List<ObservedInstance> observe(DeployNode node, PoolName pool) throws DeployException {
    return of(node).observe(node, pool);
  }

  @Override
  public void create(DeployNode node, DesiredInstance instance) throws DeployException {
    of(node).create(node, instance);
  }

  @Override
  public void remove(DeployNode node, ObservedInstance instance) throws DeployException {
    of(node).remove(node, instance);
  }

  @Override
  public Watch watch(DeployNode node, PoolName pool, Listener listener) throws DeployException {
    return of(node).watch(node, pool, listener);
  }

  private Deployer of(DeployNode node) throws DeployException {
    var deployer = byScheme.get(node.address().scheme());
    if (deployer == null) {
      throw new DeployException(
          DeployException.Kind.UNREACHABLE,
          "node %s: nothing deploys to \"%s\"; there are %s"
              .formatted(node, node.address().scheme(), byScheme.keySet()));
    }
    return deployer;
  }

  @Override
  public void close() {
    new HashSet<>(byScheme.values()).forEach(Deployer::close);
  }

  @Override
  public String toString() {
    return "RoutedDeployer" + byScheme.keySet();
  }
}
