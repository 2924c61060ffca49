package io.millrace.launcher.cli;

import io.millrace.connectors.docker.DockerConfig;
import io.millrace.connectors.placement.DeploymentConfig;
import io.millrace.connectors.quality.QualityRule;
import io.millrace.launcher.cli.placement.RulesFile;
import io.millrace.launcher.pipeline.DeployConfiguration;
import io.millrace.model.node.NodeAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that say where what was placed is run. */
final class DeployOptions {
  @Option(
      names = "--node-address",
      paramLabel = "ADDRESS",
      description = {
        "Where containers are started on nodes that do not say: unix:///var/run/docker.sock, tcp://HOST:2376,",
        "kubernetes:// or memory:// (default: nothing is started on them)."
      })
  private @Nullable String address;

  @Option(
      names = "--node-silence",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "A node that is silent for so long is lost (default: ${DEFAULT-VALUE}).")
  private int silence;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "The cluster of nodes at kubernetes:// (default: manifests are only written).")
  private @Nullable Path kubeconfig;

  @Option(
      names = "--manifests",
      paramLabel = "DIR",
      description = "Where they are written (default: in the data directory).")
  private @Nullable Path manifests;

  @Option(
      names = "--no-pull",
      description = "Use only images that engines have, and ask no registry.")
  private boolean noPull;

  @Option(
      names = "--quality-rules",
      paramLabel = "FILE",
      description = "What is done about violations of contracts: rules in JSON or YAML.")
  private @Nullable Path rules;

  /** @throws ParameterException if a value is none that can be used; says which */
  DeployConfiguration config(CommandLine command) {
    if (silence < 1) {
      throw new ParameterException(command, "--node-silence: %d is below 1".formatted(silence));
    }
    var docker = noPull ? DockerConfig.USUAL.withPull(DockerConfig.Pull.NEVER) : DockerConfig.USUAL;
    return new DeployConfiguration(
        DeploymentConfig.USUAL.withUsual(usual(command)).withSilence(Duration.ofSeconds(silence)),
        docker,
        kubeconfig,
        manifests,
        rules(command));
  }

  private List<QualityRule> rules(CommandLine command) {
    try {
      return rules == null ? List.of() : RulesFile.read(rules);
    } catch (IOException e) {
      throw new ParameterException(command, "--quality-rules: " + e.getMessage(), e);
    }
  }

  private @Nullable NodeAddress usual(CommandLine command) {
    try {
      return address == null ? null : NodeAddress.parse(address);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, "--node-address: " + e.getMessage(), e);
    }
  }
}
