package io.millrace.connectors.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.millrace.model.deployment.container.ContainerSpec;
import io.millrace.model.deployment.container.HealthCheck;
import io.millrace.model.deployment.container.PublishedPort;
import io.millrace.model.deployment.container.Resources;
import java.time.Duration;
import java.util.Locale;
import java.util.TreeMap;

/** The one container of an instance's pod. */
final class PodContainer {
  static final String NAME = "instance";

  private static final long NANOS = 1_000_000_000;

  private PodContainer() {}

  /** @param environment the name of the ConfigMap with its environment */
  static Container of(ContainerSpec spec, String environment) {
    var container = new ContainerBuilder()
        .withName(NAME)
        .withImage(spec.image())
        .withArgs(spec.command())
        .withPorts(spec.ports().stream().map(PodContainer::port).toList())
        .addNewEnvFrom()
        .withNewConfigMapRef()
        .withName(environment)
        .endConfigMapRef()
        .endEnvFrom()
        .withResources(resources(spec.resources()));
    var health = spec.health();
    if (health != null) {
      container.withReadinessProbe(probe(health)).withLivenessProbe(probe(health));
    }
    return container.build();
  }

  /** A port's name: at most 15 small letters, digits and hyphens. */
  static String name(PublishedPort port) {
    return port.protocol().name().toLowerCase(Locale.ROOT) + "-" + port.container();
  }

  private static ContainerPort port(PublishedPort port) {
    var built = new ContainerPortBuilder()
        .withName(name(port))
        .withContainerPort(port.container())
        .withProtocol(port.protocol().name());
    var host = port.host();
    if (host != null && host.port() > 0) {
      built.withHostPort(host.port());
      if (!host.address().isEmpty()) {
        built.withHostIP(host.address());
      }
    }
    return built.build();
  }

  // What is asked for is also the limit: the node was chosen for exactly that.
  private static ResourceRequirements resources(Resources resources) {
    var quantities = new TreeMap<String, Quantity>();
    if (resources.cpu().millis() > 0) {
      quantities.put("cpu", new Quantity(resources.cpu().millis() + "m"));
    }
    if (resources.memory().bytes() > 0) {
      quantities.put("memory", new Quantity(String.valueOf(resources.memory().bytes())));
    }
    for (var device : resources.devices()) {
      quantities.put(
          device.kind() + ".com/gpu", new Quantity(String.valueOf(device.ids().size())));
    }
    return new ResourceRequirementsBuilder()
        .withRequests(quantities)
        .withLimits(quantities)
        .build();
  }

  private static Probe probe(HealthCheck check) {
    var timing = check.timing();
    return new ProbeBuilder()
        .withNewExec()
        .withCommand(check.command())
        .endExec()
        .withPeriodSeconds(seconds(timing.every(), 1))
        .withTimeoutSeconds(seconds(timing.patience(), 1))
        .withInitialDelaySeconds(seconds(timing.grace(), 0))
        .withFailureThreshold(timing.failures())
        .build();
  }

  /** Rounded up. */
  private static int seconds(Duration time, int least) {
    return (int) Math.max(least, (time.toNanos() + NANOS - 1) / NANOS);
  }
}
