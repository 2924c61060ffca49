package io.millrace.launcher.pipeline;

import io.millrace.connectors.docker.DockerConfig;
import io.millrace.connectors.placement.DeploymentConfig;
import io.millrace.connectors.quality.QualityRule;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where what was placed is run.
 *
 * @param deployment how it is carried out
 * @param docker how Docker engines are used
 * @param kubeconfig the cluster of nodes whose address is {@code kubernetes://}; null: their manifests are only written
 * @param manifests the folder for these; null: one in the data directory
 * @param rules what is done about violations of contracts
 */
public record DeployConfiguration(
    DeploymentConfig deployment,
    DockerConfig docker,
    @Nullable Path kubeconfig,
    @Nullable Path manifests,
    List<QualityRule> rules) {
  public static final DeployConfiguration USUAL =
      new DeployConfiguration(DeploymentConfig.USUAL, DockerConfig.USUAL, null, null, List.of());

  public DeployConfiguration {
    rules = List.copyOf(rules);
  }
}
