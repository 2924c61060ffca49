package io.millrace.port;

import io.millrace.model.deployment.DeploymentEvent;
import io.millrace.model.deployment.DesiredInstance;
import io.millrace.model.deployment.ObservedInstance;
import io.millrace.model.node.DeployNode;
import io.millrace.model.node.PoolName;
import java.util.List;

/**
 * Runs containers on nodes. All it knows is on the nodes, so it can be killed and started again at any point.
 *
 * <p>Calls for one node come one at a time; those for several nodes may come at once.
 */
public interface Deployer extends AutoCloseable {

  /** All instances of the pool that are on the node, running or not; nothing else of what is there. */
  List<ObservedInstance> observe(DeployNode node, PoolName pool) throws DeployException;

  /**
   * Makes and starts an instance. If one of the same key is there, it is completed and started where it was not; it is
   * never made twice.
   *
   * @param node where the instance belongs
   */
  void create(DeployNode node, DesiredInstance instance) throws DeployException;

  /** Stops and removes an instance with all that was made for it; no error if it is gone. */
  void remove(DeployNode node, ObservedInstance instance) throws DeployException;

  /**
   * Tells of what happens on a node, as soon as it does, until it is closed or the node goes away.
   *
   * @param listener is called by threads of the deployer; it must not wait
   */
  Watch watch(DeployNode node, PoolName pool, Listener listener) throws DeployException;

  @Override
  void close();

  /** Ends the telling. */
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  /** Hears what happens. */
  interface Listener {
    void happened(DeploymentEvent event);

    /** Nothing more comes, though the watch was not closed: the node went away. */
    void ended(String reason);
  }
}
