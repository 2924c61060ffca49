package io.millrace.connectors.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.connectors.deployer.RunningDeployerContract;
import io.millrace.connectors.deployer.Wishes;
import io.millrace.model.deployment.InstanceKey;
import io.millrace.model.deployment.ObservedInstance.State;
import io.millrace.model.deployment.container.ContainerSpec;
import io.millrace.model.deployment.container.HealthCheck;
import io.millrace.model.deployment.container.PublishedPort;
import io.millrace.model.deployment.container.RestartPolicy;
import io.millrace.model.node.DeployNode;
import io.millrace.port.DeployException;
import io.millrace.port.Deployer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract against the client's own API server. */
class KubernetesDeployerTest extends RunningDeployerContract {
  private final FakeCluster cluster = new FakeCluster();
  private final List<Deployer> open = new ArrayList<>();

  @AfterEach
  void stop() {
    closeLoop();
    open.forEach(Deployer::close);
    cluster.close();
  }

  @Override
  protected Deployer deployer() {
    if (open.isEmpty()) {
      open.add(
          new KubernetesDeployer(cluster.open(), FakeCluster.NAMESPACE, InstantSource.system()));
    }
    return open.get(0);
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

  @Override
  protected ContainerSpec checked() {
    return lasting().withHealth(new HealthCheck(List.of("true"), HealthCheck.Timing.USUAL));
  }

  @Override
  protected void kill(InstanceKey key) {
    cluster.kubelet.kill(key);
  }

  @Override
  protected void health(InstanceKey key, boolean well) {
    cluster.kubelet.ready(key, well);
  }

  @Test
  void whatBelongsToADeploymentAndIsMissing_isMadeGood() throws DeployException {
    var spec = lasting().withPorts(PublishedPort.tcp(8080));
    var wish = Wishes.instance("a1", 1, node(), spec);
    deployer().create(node(), wish);
    var maps = cluster.client.configMaps().inNamespace(FakeCluster.NAMESPACE);
    var services = cluster.client.services().inNamespace(FakeCluster.NAMESPACE);
    maps.delete();
    services.delete();
    assertThat(deployer().observe(node(), Wishes.POOL))
        .singleElement()
        .satisfies(seen -> assertThat(seen.state()).isEqualTo(State.CREATED));
    deployer().create(node(), wish);

    assertThat(maps.list().getItems()).hasSize(1);
    assertThat(services.list().getItems()).hasSize(1);
  }

  @Test
  void service_goesWithItsLastInstance() throws DeployException {
    var spec = lasting().withPorts(PublishedPort.tcp(8080));
    deployer().create(node(), Wishes.instance("a1", 1, node(), spec));
    deployer().create(otherNode(), Wishes.instance("a2", 1, otherNode(), spec));
    var services = cluster.client.services().inNamespace(FakeCluster.NAMESPACE);
    assertThat(services.list().getItems()).hasSize(1);
    deployer().remove(node(), deployer().observe(node(), Wishes.POOL).get(0));
    assertThat(services.list().getItems()).hasSize(1);
    deployer().remove(otherNode(), deployer().observe(otherNode(), Wishes.POOL).get(0));

    assertThat(services.list().getItems()).isEmpty();
    assertThat(cluster
            .client
            .configMaps()
            .inNamespace(FakeCluster.NAMESPACE)
            .list()
            .getItems())
        .isEmpty();
  }

  @Test
  void whatADeploymentCannotDo_isRefused() {
    var once = lasting().withRestart(RestartPolicy.NEVER);

    assertThatThrownBy(() -> deployer().create(node(), Wishes.instance("a1", 1, node(), once)))
        .isInstanceOf(DeployException.class)
        .hasMessage(
            "instance edge/a1 in Kubernetes: restart policy NEVER: a Deployment always starts its"
                + " pods again");
  }

  @Test
  void silentServer_isUnreachable() {
    cluster.close();

    assertThatThrownBy(() -> deployer().observe(node(), Wishes.POOL))
        .isInstanceOfSatisfying(
            DeployException.class,
            e -> assertThat(e.kind()).isEqualTo(DeployException.Kind.UNREACHABLE));
  }
}
