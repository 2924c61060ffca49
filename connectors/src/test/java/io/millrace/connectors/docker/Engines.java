package io.millrace.connectors.docker;

import io.millrace.connectors.deployer.Wishes;
import io.millrace.model.deployment.InstanceKey;
import io.millrace.model.deployment.container.ContainerSpec;
import io.millrace.model.node.DeployNode;
import io.millrace.testing.docker.DockerEngine;
import java.time.Duration;

/** Two engines on one machine, as two nodes. */
final class Engines implements AutoCloseable {
  static final DockerConfig CONFIG = DockerConfig.USUAL.withStop(Duration.ofSeconds(2));

  final DockerEngine first = DockerEngine.start();
  final DockerEngine second = DockerEngine.start();

  static DeployNode node(String name, DockerEngine engine) {
    return Wishes.node(name, engine.address());
  }

  DeployNode one() {
    return node("n1", first);
  }

  DeployNode other() {
    return node("n2", second);
  }

  static ContainerSpec lasting() {
    return ContainerSpec.of(DockerEngine.IMAGE).withCommand("sleep", "100000");
  }

  static String name(InstanceKey key) {
    return InstanceLabels.name(key);
  }

  /** All containers go; the engines stay. */
  void clear() {
    first.removeAll();
    second.removeAll();
  }

  @Override
  public void close() {
    first.close();
    second.close();
  }
}
