package io.millrace.connectors.deployer;

import io.millrace.model.deployment.DeploymentEvent;
import io.millrace.model.deployment.DeploymentEvent.Kind;
import io.millrace.model.deployment.InstanceKey;
import io.millrace.model.node.NodeName;
import io.millrace.model.node.PoolName;
import io.millrace.port.DeploymentReports;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what is reported. */
public final class RecordedReports implements DeploymentReports {
  private final List<DeploymentEvent> events = new CopyOnWriteArrayList<>();
  private final List<String> nodes = new CopyOnWriteArrayList<>();
  private volatile boolean broken;

  @Override
  public void instance(DeploymentEvent event) {
    if (broken) {
      throw new IllegalStateException("the log cannot be written");
    }
    events.add(event);
  }

  @Override
  public void node(PoolName pool, NodeName node, Reach reach, Instant at) {
    if (broken) {
      throw new IllegalStateException("the log cannot be written");
    }
    nodes.add(node + (reach.answers() ? " answers" : " is silent"));
  }

  public void broken(boolean state) {
    broken = state;
  }

  public List<DeploymentEvent> events() {
    return List.copyOf(events);
  }

  public List<Kind> of(InstanceKey key) {
    return events.stream()
        .filter(event -> event.key().equals(key))
        .map(DeploymentEvent::kind)
        .toList();
  }

  public List<String> nodes() {
    return List.copyOf(nodes);
  }
}
