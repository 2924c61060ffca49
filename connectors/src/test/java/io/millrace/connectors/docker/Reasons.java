package io.millrace.connectors.docker;

import io.millrace.model.deployment.DeploymentEvent;
import io.millrace.port.Deployer;
import java.util.Queue;

/** Keeps the reasons that are told. */
record Reasons(Queue<String> told) implements Deployer.Listener {
  @Override
  public void happened(DeploymentEvent event) {
    told.add(event.reason());
  }

  @Override
  public void ended(String reason) {
    told.add(reason);
  }
}
