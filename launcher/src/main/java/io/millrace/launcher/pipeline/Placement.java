package io.millrace.launcher.pipeline;

import io.millrace.connectors.deployer.RoutedDeployer;
import io.millrace.connectors.docker.DockerDeployer;
import io.millrace.connectors.kubernetes.KubernetesDeployer;
import io.millrace.connectors.kubernetes.ManifestFolder;
import io.millrace.connectors.memory.InMemoryDeployer;
import io.millrace.connectors.placement.Deployment;
import io.millrace.connectors.quality.QualityWatch;
import io.millrace.port.Deployer;
import io.millrace.topology.Topics;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;

/** What carries out placements: an address's scheme says which deployer has the node. */
final class Placement {
  private Placement() {}

  /**
   * Begins to carry out what is decided, and to watch nodes and quality.
   *
   * @param opened takes what is to be closed at the end, before it begins
   */
  static void carryOut(
      Topics topics,
      PipelineConfig config,
      DeployConfiguration deploy,
      Consumer<AutoCloseable> opened) {
    var deployment =
        new Deployment(topics, config.bootstrap(), deployer(config, deploy), deploy.deployment());
    opened.accept(deployment);
    deployment.start();
    if (!deploy.rules().isEmpty()) {
      var quality = new QualityWatch(topics, config.bootstrap(), deploy.rules());
      opened.accept(quality);
      quality.start();
    }
  }

  private static Deployer deployer(PipelineConfig config, DeployConfiguration deploy) {
    var clock = InstantSource.system();
    var docker = new DockerDeployer(deploy.docker());
    return new RoutedDeployer(Map.of(
        "unix",
        docker,
        "tcp",
        docker,
        "memory",
        new InMemoryDeployer(clock),
        "kubernetes",
        kubernetes(config, deploy, clock)));
  }

  private static Deployer kubernetes(
      PipelineConfig config, DeployConfiguration deploy, InstantSource clock) {
    return deploy.kubeconfig() == null
        ? new ManifestFolder(manifests(config, deploy))
        : KubernetesDeployer.of(deploy.kubeconfig(), clock);
  }

  private static Path manifests(PipelineConfig config, DeployConfiguration deploy) {
    return deploy.manifests() == null
        ? config.stateDirectory().resolve("manifests")
        : deploy.manifests();
  }
}
