package io.millrace.model.deployment.container;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a container is run.
 *
 * @param command empty: what the image says
 * @param labels of the user; they may not start with {@link #RESERVED}
 */
public record ContainerSpec(
    String image,
    List<String> command,
    List<PublishedPort> ports,
    SortedMap<String, String> environment,
    Resources resources,
    @Nullable HealthCheck health,
    RestartPolicy restart,
    SortedMap<String, String> labels) {
  /** What the names of our own labels start with. */
  public static final String RESERVED = "io.millrace.";

  public ContainerSpec {
    if (image.isBlank()) {
      throw new IllegalArgumentException("a container needs an image");
    }
    for (var name : environment.keySet()) {
      if (name.isEmpty() || name.indexOf('=') >= 0) {
        throw new IllegalArgumentException(
            "\"%s\" is no name of an environment variable".formatted(name));
      }
    }
    for (var name : labels.keySet()) {
      if (name.isEmpty() || name.startsWith(RESERVED)) {
        throw new IllegalArgumentException(
            "label \"%s\": it may not be empty nor start with %s".formatted(name, RESERVED));
      }
    }
    command = List.copyOf(command);
    ports = List.copyOf(ports);
    environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  /** Only an image: its own command, no limits, started again whenever it ends. */
  public static ContainerSpec of(String image) {
    return new ContainerSpec(
        image,
        List.of(),
        List.of(),
        new TreeMap<>(),
        Resources.NONE,
        null,
        RestartPolicy.ALWAYS,
        new TreeMap<>());
  }

  public ContainerSpec withCommand(String... words) {
    return new ContainerSpec(
        image, List.of(words), ports, environment, resources, health, restart, labels);
  }

  public ContainerSpec withPorts(PublishedPort... these) {
    return new ContainerSpec(
        image, command, List.of(these), environment, resources, health, restart, labels);
  }

  public ContainerSpec withEnvironment(Map<String, String> these) {
    return new ContainerSpec(
        image, command, ports, new TreeMap<>(these), resources, health, restart, labels);
  }

  public ContainerSpec withResources(Resources these) {
    return new ContainerSpec(image, command, ports, environment, these, health, restart, labels);
  }

  public ContainerSpec withHealth(@Nullable HealthCheck check) {
    return new ContainerSpec(image, command, ports, environment, resources, check, restart, labels);
  }

  public ContainerSpec withRestart(RestartPolicy policy) {
    return new ContainerSpec(image, command, ports, environment, resources, health, policy, labels);
  }

  public ContainerSpec withLabels(Map<String, String> these) {
    return new ContainerSpec(
        image, command, ports, environment, resources, health, restart, new TreeMap<>(these));
  }
}
