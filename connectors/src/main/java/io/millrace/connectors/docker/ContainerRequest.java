package io.millrace.connectors.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.DeviceRequest;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.InternetProtocol;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.RestartPolicy;
import io.millrace.model.deployment.DesiredInstance;
import io.millrace.model.deployment.container.ContainerSpec;
import io.millrace.model.deployment.container.PublishedPort;
import io.millrace.model.deployment.container.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** An instance as an engine is asked for it. */
final class ContainerRequest {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private ContainerRequest() {}

  static void fill(CreateContainerCmd request, DesiredInstance instance) {
    var spec = instance.container();
    request
        .withName(InstanceLabels.name(instance.key()))
        .withLabels(InstanceLabels.of(instance))
        .withEnv(spec.environment().entrySet().stream()
            .map(variable -> variable.getKey() + "=" + variable.getValue())
            .toList())
        // What is not exposed is not published, and nobody says so.
        .withExposedPorts(spec.ports().stream().map(ContainerRequest::exposed).toList())
        .withHostConfig(host(spec));
    if (!spec.command().isEmpty()) {
      request.withCmd(spec.command());
    }
    var health = spec.health();
    if (health != null) {
      request.withHealthcheck(health(health));
    }
  }

  static HostConfig host(ContainerSpec spec) {
    var resources = spec.resources();
    // With an init process of the engine's, one that ignores SIGTERM as process 1 still ends in
    // time.
    var host = HostConfig.newHostConfig()
        .withInit(true)
        .withRestartPolicy(restart(spec.restart()))
        .withPortBindings(spec.ports().stream()
            .filter(port -> port.host() != null)
            .map(ContainerRequest::published)
            .toList());
    limit(host, resources);
    if (!resources.cores().isEmpty()) {
      host.withCpusetCpus(
          resources.cores().stream().map(String::valueOf).collect(Collectors.joining(",")));
    }
    if (!resources.devices().isEmpty()) {
      host.withDeviceRequests(devices(resources));
    }
    return host;
  }

  private static void limit(HostConfig host, Resources resources) {
    if (resources.cpu().millis() > 0) {
      host.withNanoCPUs(resources.cpu().millis() * NANOS_PER_MILLI);
    }
    long memory = resources.memory().bytes();
    if (memory > 0) {
      // The same bound with swap: no swap, so that what exceeds its share ends instead of slowing
      // its neighbours.
      host.withMemory(memory).withMemorySwap(memory);
    }
  }

  private static List<DeviceRequest> devices(Resources resources) {
    var requests = new ArrayList<DeviceRequest>();
    for (var device : resources.devices()) {
      requests.add(new DeviceRequest()
          .withDriver(device.kind())
          .withDeviceIds(device.ids())
          .withCapabilities(List.of(List.of("gpu"))));
    }
    return requests;
  }

  private static ExposedPort exposed(PublishedPort port) {
    var protocol =
        port.protocol() == PublishedPort.Protocol.UDP ? InternetProtocol.UDP : InternetProtocol.TCP;
    return new ExposedPort(port.container(), protocol);
  }

  private static PortBinding published(PublishedPort port) {
    var host = Objects.requireNonNull(port.host());
    var number = host.port() == 0 ? "" : String.valueOf(host.port());
    return new PortBinding(
        new Ports.Binding(host.address().isEmpty() ? null : host.address(), number), exposed(port));
  }

  private static RestartPolicy restart(
      io.millrace.model.deployment.container.RestartPolicy policy) {
    return switch (policy.mode()) {
      case ALWAYS -> RestartPolicy.alwaysRestart();
      case ON_FAILURE -> RestartPolicy.onFailureRestart(policy.most());
      case NEVER -> RestartPolicy.noRestart();
    };
  }

  private static HealthCheck health(io.millrace.model.deployment.container.HealthCheck check) {
    var test = new ArrayList<>(List.of("CMD"));
    test.addAll(check.command());
    var timing = check.timing();
    return new HealthCheck()
        .withTest(test)
        .withInterval(timing.every().toNanos())
        .withTimeout(timing.patience().toNanos())
        .withStartPeriod(timing.grace().toNanos())
        .withRetries(timing.failures());
  }
}
