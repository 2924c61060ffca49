package io.millrace.connectors.placement;

import io.millrace.model.deployment.container.ContainerSpec;
import io.millrace.model.deployment.container.DeviceRequest;
import io.millrace.model.deployment.container.HealthCheck;
import io.millrace.model.deployment.container.PublishedPort;
import io.millrace.model.deployment.container.PublishedPort.HostPort;
import io.millrace.model.deployment.container.Resources;
import io.millrace.model.deployment.container.Resources.CpuLimit;
import io.millrace.model.deployment.container.Resources.MemoryLimit;
import io.millrace.model.deployment.container.RestartPolicy;
import io.millrace.model.placement.Allocation;
import io.millrace.model.placement.Allocation.CoreShare;
import io.millrace.model.placement.Allocation.DeviceShare;
import io.millrace.model.placement.Container;
import io.millrace.model.placement.Device;
import io.millrace.model.placement.NodeSpec;
import io.millrace.model.placement.ServiceSpec;
import java.time.Duration;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How an instance is run, from what was decided of it. */
final class Containers {
  /** The kind of devices that engines give to containers; of others the container is only told. */
  static final String NVIDIA = "nvidia";

  private static final long MEBIBYTE = 1 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Containers() {}

  static ContainerSpec spec(ServiceSpec service, Allocation allocation, NodeSpec node) {
    var container = service.container();
    var environment = new TreeMap<>(container.env());
    if (!allocation.devices().isEmpty()) {
      environment.putIfAbsent(
          "MILLRACE_DEVICES",
          allocation.devices().stream()
              .map(share -> share.device() + "=" + share.share())
              .collect(Collectors.joining(",")));
    }
    return ContainerSpec.of(container.image())
        .withCommand(container.command().toArray(String[]::new))
        .withPorts(container.ports().stream().map(Containers::port).toArray(PublishedPort[]::new))
        .withEnvironment(environment)
        .withResources(resources(service, allocation, node))
        .withHealth(health(container.health()))
        .withRestart(RestartPolicy.ALWAYS);
  }

  private static PublishedPort port(Container.Port port) {
    return PublishedPort.tcp(port.container(), new HostPort("", port.host()));
  }

  private static Resources resources(ServiceSpec service, Allocation allocation, NodeSpec node) {
    var demand = service.demand().resources();
    var resources = Resources.of(
            new CpuLimit(demand.millicpu()), new MemoryLimit(demand.rss() * MEBIBYTE))
        .onCores(allocation.cores().stream().map(CoreShare::core).toList());
    var kinds = node.devices().stream().collect(Collectors.toMap(Device::id, Device::kind));
    var ids = allocation.devices().stream()
        .map(DeviceShare::device)
        .filter(id -> NVIDIA.equals(kinds.get(id)))
        .toArray(String[]::new);
    return ids.length == 0 ? resources : resources.withDevices(DeviceRequest.nvidia(ids));
  }

  private static @Nullable HealthCheck health(Container.@Nullable Health health) {
    if (health == null) {
      return null;
    }
    var every = Duration.ofMillis(health.intervalMillis());
    return new HealthCheck(
        health.command(), new HealthCheck.Timing(every, PATIENCE, Duration.ZERO, health.retries()));
  }
}
