package io.millrace.connectors.placement;

import io.millrace.connectors.deployer.DeployConfig;
import io.millrace.model.node.NodeAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How decisions are carried out and nodes are watched.
 *
 * @param usual where nodes are that do not say; null: nothing is started on them
 * @param silence after which a node is lost
 * @param retry between two tries of what has failed on all nodes
 * @param loop how nodes are kept as they are wished
 */
public record DeploymentConfig(
    @Nullable NodeAddress usual, Duration silence, Duration retry, DeployConfig loop) {
  public static final DeploymentConfig USUAL = new DeploymentConfig(
      null, Duration.ofSeconds(30), Duration.ofSeconds(60), DeployConfig.USUAL);

  public DeploymentConfig {
    if (silence.toMillis() < 1 || retry.toMillis() < 1) {
      throw new IllegalArgumentException(
          "silence %s and retry %s must be a millisecond or more".formatted(silence, retry));
    }
  }

  public DeploymentConfig withUsual(@Nullable NodeAddress address) {
    return new DeploymentConfig(address, silence, retry, loop);
  }

  public DeploymentConfig withSilence(Duration time) {
    return new DeploymentConfig(usual, time, retry, loop);
  }

  public DeploymentConfig withRetry(Duration time) {
    return new DeploymentConfig(usual, silence, time, loop);
  }

  public DeploymentConfig withLoop(DeployConfig config) {
    return new DeploymentConfig(usual, silence, retry, config);
  }
}
