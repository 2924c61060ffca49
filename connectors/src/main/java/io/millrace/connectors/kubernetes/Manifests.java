package io.millrace.connectors.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.millrace.model.deployment.DesiredInstance;
import io.millrace.model.deployment.container.PublishedPort;
import io.millrace.model.deployment.container.RestartPolicy;
import io.millrace.port.DeployException;
import io.millrace.port.DeployException.Kind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The objects of an instance.
 *
 * @param deployment one pod on the node that was chosen
 * @param environment its environment
 * @param service through which all instances of the service are reached; absent where it has no ports
 */
record Manifests(
    Deployment deployment, ConfigMap environment, @Nullable Service service) {
  /** Which node a pod is put on. */
  static final String HOSTNAME = "kubernetes.io/hostname";

  private static final String CORES = "millrace.io/cores";

  /** @throws DeployException if Kubernetes cannot do what is asked for */
  static Manifests of(DesiredInstance instance) throws DeployException {
    requirePossible(instance);
    var marks = InstanceMarks.of(instance);
    return new Manifests(
        deployment(instance, marks), environment(instance, marks), service(instance, marks));
  }

  private static void requirePossible(DesiredInstance instance) throws DeployException {
    var spec = instance.container();
    if (spec.restart().mode() != RestartPolicy.Mode.ALWAYS) {
      throw refused(
          instance,
          "restart policy %s: a Deployment always starts its pods again"
              .formatted(spec.restart().mode()));
    }
    for (var name : spec.environment().keySet()) {
      if (!name.matches("[A-Za-z_.-][A-Za-z0-9_.-]*")) {
        throw refused(instance, "environment variable \"%s\" has no legal name".formatted(name));
      }
    }
    for (var label : spec.labels().entrySet()) {
      if (!KubernetesNames.isLabelName(label.getKey())
          || !(label.getValue().isEmpty() || KubernetesNames.isLabel(label.getValue()))) {
        throw refused(
            instance, "label %s=%s is not legal".formatted(label.getKey(), label.getValue()));
      }
    }
  }

  private static DeployException refused(DesiredInstance instance, String why) {
    return new DeployException(
        Kind.REFUSED, "instance %s in Kubernetes: %s".formatted(instance.key(), why));
  }

  private static Deployment deployment(DesiredInstance instance, InstanceMarks marks) {
    var labels = new TreeMap<>(instance.container().labels());
    labels.putAll(marks.labels());
    var annotations = new TreeMap<>(marks.annotations());
    var cores = instance.container().resources().cores();
    if (!cores.isEmpty()) {
      // For people: which cores a pod gets is up to its node.
      annotations.put(CORES, cores.toString());
    }
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName(marks.objectName())
        .withLabels(labels)
        .withAnnotations(annotations)
        .endMetadata()
        .withNewSpec()
        .withReplicas(1)
        // The old pod first: two of one instance would be one too many.
        .withNewStrategy()
        .withType("Recreate")
        .endStrategy()
        .withNewSelector()
        .withMatchLabels(Map.of(InstanceMarks.INSTANCE, marks.objectName()))
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(labels)
        .withAnnotations(annotations)
        .endMetadata()
        .withNewSpec()
        .withNodeSelector(Map.of(HOSTNAME, instance.node().value()))
        .withContainers(PodContainer.of(instance.container(), marks.objectName()))
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private static ConfigMap environment(DesiredInstance instance, InstanceMarks marks) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(marks.objectName())
        .withLabels(marks.labels())
        .withAnnotations(marks.annotations())
        .endMetadata()
        .withData(instance.container().environment())
        .build();
  }

  private static @Nullable Service service(DesiredInstance instance, InstanceMarks marks) {
    var ports = instance.container().ports().stream().map(Manifests::port).toList();
    return ports.isEmpty() ? null : service(marks, ports);
  }

  private static Service service(InstanceMarks marks, List<ServicePort> ports) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withName(marks.serviceName())
        .withLabels(marks.serviceLabels())
        .endMetadata()
        .withNewSpec()
        .withSelector(marks.serviceLabels())
        .withPorts(ports)
        .endSpec()
        .build();
  }

  private static ServicePort port(PublishedPort port) {
    return new ServicePortBuilder()
        .withName(PodContainer.name(port))
        .withProtocol(port.protocol().name())
        .withPort(port.container())
        .withNewTargetPort(port.container())
        .build();
  }
}
