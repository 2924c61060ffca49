package io.millrace.model.deployment.container;

import org.jspecify.annotations.Nullable;

/**
 * A port that a container listens on.
 *
 * @param host where it can be reached on the node; absent: only inside
 */
public record PublishedPort(
    int container, Protocol protocol, @Nullable HostPort host) {
  public PublishedPort {
    inRange("container port", container, 1);
  }

  /** TCP, reachable on the node's given address and port. */
  public static PublishedPort tcp(int container, HostPort host) {
    return new PublishedPort(container, Protocol.TCP, host);
  }

  /** TCP, reachable inside only. */
  public static PublishedPort tcp(int container) {
    return new PublishedPort(container, Protocol.TCP, null);
  }

  private static void inRange(String what, int port, int least) {
    if (port < least || port > 65_535) {
      throw new IllegalArgumentException(
          "%s %d: it must be from %d to 65535".formatted(what, port, least));
    }
  }

  /** What is spoken on a port. */
  public enum Protocol {
    TCP,
    UDP
  }

  /**
   * A port of a node.
   *
   * @param address that is listened on; empty: all
   * @param port 0: the engine picks one
   */
  public record HostPort(String address, int port) {
    public HostPort {
      inRange("host port", port, 0);
    }
  }
}
