package io.millrace.connectors.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Service;
import io.millrace.connectors.deployer.Wishes;
import io.millrace.model.deployment.DesiredInstance;
import io.millrace.model.deployment.container.ContainerSpec;
import io.millrace.model.deployment.container.DeviceRequest;
import io.millrace.model.deployment.container.HealthCheck;
import io.millrace.model.deployment.container.PublishedPort;
import io.millrace.model.deployment.container.PublishedPort.HostPort;
import io.millrace.model.deployment.container.Resources;
import io.millrace.port.DeployException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Manifests against the schemas that Kubernetes publishes, by the models of its own Java client, which are made from
 * them: these know each required field and refuse each unknown one, at any depth.
 */
class ManifestsTest {
  @BeforeAll
  static void prepare() {
    // The models' readers are set up by this alone.
    new JSON();
  }

  private static ContainerSpec everything() {
    var resources = Resources.of(
            new Resources.CpuLimit(1500), new Resources.MemoryLimit(256L << 20))
        .onCores(List.of(2, 3))
        .withDevices(DeviceRequest.nvidia("0", "1"));
    var timing = new HealthCheck.Timing(
        Duration.ofMillis(1500), Duration.ofSeconds(2), Duration.ofSeconds(5), 4);
    return ContainerSpec.of("registry.example/detector:2")
        .withCommand("serve", "--port", "8080")
        .withPorts(
            PublishedPort.tcp(8080, new HostPort("127.0.0.1", 18080)),
            new PublishedPort(9125, PublishedPort.Protocol.UDP, null))
        .withEnvironment(Map.of("MODEL", "yolo", "BATCH", "8"))
        .withResources(resources)
        .withHealth(new HealthCheck(List.of("wget", "-q", "localhost:8080"), timing))
        .withLabels(Map.of("team", "vision", "example.org/tier", "gold"));
  }

  private static DesiredInstance wish(String allocation, ContainerSpec spec) {
    return Wishes.instance(allocation, 12, Wishes.node("gpu-node.7", "kubernetes://"), spec);
  }

  private static JsonElement json(Object manifest) {
    return JsonParser.parseString(Serialization.asJson(manifest));
  }

  private static void requireValid(Manifests manifests) throws IOException {
    V1Deployment.validateJsonElement(json(manifests.deployment()));
    V1ConfigMap.validateJsonElement(json(manifests.environment()));
    if (manifests.service() != null) {
      V1Service.validateJsonElement(json(manifests.service()));
    }
  }

  @Test
  void allOfThem_areValid() throws Exception {
    requireValid(Manifests.of(wish("a1", everything())));
    requireValid(Manifests.of(wish("a1", ContainerSpec.of("busybox:1"))));
  }

  @Test
  void validation_findsWhatIsWrong() throws Exception {
    var unknown = json(Manifests.of(wish("a1", everything())).deployment());
    var container = unknown
        .getAsJsonObject()
        .getAsJsonObject("spec")
        .getAsJsonObject("template")
        .getAsJsonObject("spec")
        .getAsJsonArray("containers")
        .get(0)
        .getAsJsonObject();
    container.addProperty("comand", "x");
    assertThatThrownBy(() -> V1Deployment.validateJsonElement(unknown))
        .hasMessageContaining("comand");
    container.remove("comand");
    container.remove("name");
    assertThatThrownBy(() -> V1Deployment.validateJsonElement(unknown))
        .hasMessageContaining("name");
  }

  @Test
  void deployment_saysWhatWasDecided() throws Exception {
    var deployment = Manifests.of(wish("a1", everything())).deployment();
    var pod = deployment.getSpec().getTemplate().getSpec();
    var container = pod.getContainers().get(0);

    assertThat(pod.getNodeSelector())
        .containsExactly(Map.entry("kubernetes.io/hostname", "gpu-node.7"));
    assertThat(deployment.getSpec().getReplicas()).isOne();
    assertThat(container.getArgs()).containsExactly("serve", "--port", "8080");
    assertThat(container.getResources().getLimits())
        .isEqualTo(container.getResources().getRequests())
        .hasToString("{cpu=1500m, memory=268435456, nvidia.com/gpu=2}");
    assertThat(container.getReadinessProbe().getPeriodSeconds())
        .as("rounded up")
        .isEqualTo(2);
    assertThat(container.getPorts().get(0).getHostPort()).isEqualTo(18080);
    assertThat(deployment.getMetadata().getAnnotations())
        .containsEntry("millrace.io/cores", "[2, 3]");
  }

  @Test
  void selectors_match_whatTheySelect() throws Exception {
    var manifests = Manifests.of(wish("a1", everything()));
    var template = manifests.deployment().getSpec().getTemplate();
    var labels = template.getMetadata().getLabels();
    var service = Objects.requireNonNull(manifests.service());

    assertThat(labels)
        .containsAllEntriesOf(manifests.deployment().getSpec().getSelector().getMatchLabels());
    assertThat(labels).containsAllEntriesOf(service.getSpec().getSelector());
    assertThat(template
            .getSpec()
            .getContainers()
            .get(0)
            .getEnvFrom()
            .get(0)
            .getConfigMapRef()
            .getName())
        .isEqualTo(manifests.environment().getMetadata().getName());
    assertThat(service.getSpec().getPorts())
        .extracting(port -> port.getTargetPort().getIntVal() + "/" + port.getProtocol())
        .containsExactly("8080/TCP", "9125/UDP");
  }

  @Test
  void deployments_selectOnlyTheirOwn() throws Exception {
    var one = Manifests.of(wish("a1", everything())).deployment();
    var other = Manifests.of(wish("a2", everything())).deployment();

    assertThat(other.getSpec().getTemplate().getMetadata().getLabels().entrySet())
        .doesNotContainAnyElementsOf(
            one.getSpec().getSelector().getMatchLabels().entrySet());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a1", "Pool/Service#3", "x_y.z", "-", "9", "a@b:c", "é"})
  void names_areLegal(String allocation) throws Exception {
    if (allocation.equals("é")) {
      assertThatThrownBy(() -> wish(allocation, everything()))
          .hasMessageContaining("allocation \"é\"");
      return;
    }
    for (var name : List.of(allocation, allocation.repeat(100 / allocation.length()))) {
      var manifests = Manifests.of(wish(name, everything()));
      assertThat(manifests.deployment().getMetadata().getName())
          .matches("[a-z]([a-z0-9-]{0,61}[a-z0-9])?");
      assertThat(manifests.deployment().getMetadata().getLabels().values())
          .allMatch(value -> value.matches("([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?"));
    }
  }

  @Test
  void illegalLabel_isRefused() {
    var spec = everything().withLabels(Map.of("two words", "x"));

    assertThatThrownBy(() -> Manifests.of(wish("a1", spec)))
        .isInstanceOf(DeployException.class)
        .hasMessageEndingWith("label two words=x is not legal");
  }
}
