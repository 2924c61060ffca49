package io.millrace.port;

import io.millrace.model.deployment.DeploymentEvent;
import io.millrace.model.node.NodeName;
import io.millrace.model.node.PoolName;
import java.time.Instant;

/**
 * Where it is written down what became of decisions. Who throws here is asked again later; what was written may come
 * again after a restart.
 */
public interface DeploymentReports {
  void instance(DeploymentEvent event);

  /** Whether a node's engine answers has changed, or is known for the first time. */
  void node(PoolName pool, NodeName node, Reach reach, Instant at);

  /**
   * Whether an engine answers.
   *
   * @param reason why not; empty if it does
   */
  record Reach(boolean answers, String reason) {
    public static final Reach ANSWERS = new Reach(true, "");

    public static Reach silent(String reason) {
      return new Reach(false, reason);
    }
  }
}
