package io.millrace.connectors.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.connectors.deployer.DeployerContract;
import io.millrace.connectors.deployer.Wishes;
import io.millrace.model.deployment.ObservedInstance.State;
import io.millrace.model.deployment.container.ContainerSpec;
import io.millrace.model.deployment.container.PublishedPort;
import io.millrace.model.node.DeployNode;
import io.millrace.port.DeployException;
import io.millrace.port.Deployer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestFolderTest extends DeployerContract {
  @TempDir
  Path folder;

  @Override
  protected Deployer deployer() {
    return new ManifestFolder(folder.resolve("manifests"));
  }

  @Override
  protected DeployNode node() {
    return Wishes.node("worker-1", "kubernetes://");
  }

  @Override
  protected DeployNode otherNode() {
    return Wishes.node("worker-2", "kubernetes://");
  }

  @Override
  protected ContainerSpec lasting() {
    return ContainerSpec.of("busybox:1").withCommand("sleep", "100000");
  }

  private List<String> files() throws IOException {
    try (var files = Files.list(folder.resolve("manifests"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void folder_hasAFileForEachObject_andNoneWhenAllIsRemoved() throws Exception {
    var spec = lasting().withPorts(PublishedPort.tcp(8080));
    deployer().create(node(), Wishes.instance("a1", 1, node(), spec));
    deployer().create(otherNode(), Wishes.instance("a2", 1, otherNode(), spec));
    assertThat(files())
        .containsExactly(
            "configmap-mr-edge-a1.yaml",
            "configmap-mr-edge-a2.yaml",
            "deployment-mr-edge-a1.yaml",
            "deployment-mr-edge-a2.yaml",
            "service-mr-edge-service-detector.yaml");
    for (var node : List.of(node(), otherNode())) {
      deployer().remove(node, deployer().observe(node, Wishes.POOL).get(0));
    }

    assertThat(files()).isEmpty();
  }

  @Test
  void halfWritten_isSeenAsSuch_andCompleted() throws Exception {
    var wish = Wishes.instance("a1", 1, node(), lasting());
    deployer().create(node(), wish);
    Files.delete(folder.resolve("manifests/configmap-mr-edge-a1.yaml"));
    assertThat(state()).isEqualTo(State.CREATED);
    deployer().create(node(), wish);

    assertThat(state()).isEqualTo(State.PENDING);
  }

  private State state() throws DeployException {
    return deployer().observe(node(), Wishes.POOL).get(0).state();
  }
}
