package io.millrace.launcher.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Where the broker listens.
 *
 * @param bind address of this machine: an IP, a host name, or {@code 0.0.0.0} for all
 * @param port 0 takes a free one
 * @param advertised name by which other machines reach this one; null: {@code bind}, or the host's name where that is
 *     the wildcard
 */
public record Listen(String bind, int port, @Nullable String advertised) {
  static final String LOOPBACK = "127.0.0.1";

  public Listen {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("Kafka port %d is not within 0..65535".formatted(port));
    }
  }

  /** On this machine only. */
  public static Listen local(int port) {
    return new Listen(LOOPBACK, port, null);
  }

  /** The same with a port that can be had at this moment. */
  Listen resolved() {
    return new Listen(bind, port == 0 ? freePort() : port, advertised);
  }

  /** Nobody else can connect, so one listener serves all. */
  boolean loopbackOnly() {
    return advertised == null && address().isLoopbackAddress();
  }

  String advertisedHost() {
    if (advertised != null) {
      return advertised;
    }
    return address().isAnyLocalAddress() ? hostName() : bind;
  }

  /** Fails with a message for people; Kafka's own failure comes late and deep. */
  void requireFree() {
    if (port == 0) {
      return;
    }
    try (var probe = new ServerSocket()) {
      probe.setReuseAddress(true); // as Kafka does: connections of an earlier process may linger
      probe.bind(new InetSocketAddress(address(), port));
    } catch (BindException e) {
      throw taken(e);
    } catch (IOException e) {
      throw new StartupException(
          "Cannot listen on %s:%d: %s".formatted(bind, port, e.getMessage()), e);
    }
  }

  StartupException taken(Throwable cause) {
    return new StartupException(
        "Cannot listen on %s:%d: %s.%nMaybe the port is taken: choose another (--kafka-port), 0 takes a free one."
            .formatted(bind, port, cause.getMessage()),
        cause);
  }

  static int freePort() {
    try (var probe = new ServerSocket(0)) {
      return probe.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("No free port", e);
    }
  }

  private InetAddress address() {
    try {
      return InetAddress.getByName(bind);
    } catch (UnknownHostException e) {
      throw new StartupException(
          "Address %s to listen on is unknown.%nMaybe mend --bind.".formatted(bind), e);
    }
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return LOOPBACK; // a host that does not know its own name has no better one
    }
  }
}
