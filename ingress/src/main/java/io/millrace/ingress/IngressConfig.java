package io.millrace.ingress;

import io.millrace.topology.Topics;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What may be chosen about the ingress.
 *
 * @param address the address to listen on
 * @param port the port to listen on; 0 takes a free one
 * @param bootstrap {@code host:port} of brokers
 * @param timeout the longest that a call may take; a caller may ask for less
 * @param maxBodyBytes the largest body of an infer call, and of reports
 * @param maxModelBytes the largest model file
 * @param maxInFlight the most calls that wait for a result at one time
 * @param repliesBeforeCommit whether callers are answered from results that are not committed yet
 * @param drain how long {@code close} waits for calls that are under way
 * @param instanceId a name that stays the same over restarts and that no other process has: under it the process finds
 *     its reply partition again at once, even after a kill; null for none
 */
public record IngressConfig(
    String address,
    int port,
    String bootstrap,
    Topics topics,
    Duration timeout,
    int maxBodyBytes,
    long maxModelBytes,
    int maxInFlight,
    boolean repliesBeforeCommit,
    Duration drain,
    @Nullable String instanceId) {
  public static final String DEFAULT_ADDRESS = "127.0.0.1";
  public static final int DEFAULT_PORT = 8080;

  public IngressConfig {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port: %d is not from 0 to 65535".formatted(port));
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout: %s is not above 0".formatted(timeout));
    }
    if (maxBodyBytes < 1 || maxModelBytes < 1 || maxInFlight < 1) {
      throw new IllegalArgumentException(
          "maxBodyBytes, maxModelBytes, maxInFlight: %d, %d, %d: each must be above 0"
              .formatted(maxBodyBytes, maxModelBytes, maxInFlight));
    }
  }

  /** The defaults, with these brokers and topics. */
  public static IngressConfig of(String bootstrap, Topics topics) {
    return new IngressConfig(
        DEFAULT_ADDRESS,
        DEFAULT_PORT,
        bootstrap,
        topics,
        Duration.ofSeconds(30),
        16 << 20,
        2L << 30,
        10_000,
        true,
        Duration.ofSeconds(5),
        null);
  }

  /** Listens elsewhere. */
  public IngressConfig listeningOn(String otherAddress, int otherPort) {
    return new IngressConfig(
        otherAddress,
        otherPort,
        bootstrap,
        topics,
        timeout,
        maxBodyBytes,
        maxModelBytes,
        maxInFlight,
        repliesBeforeCommit,
        drain,
        instanceId);
  }

  public IngressConfig withRepliesBeforeCommit(boolean other) {
    return new IngressConfig(
        address,
        port,
        bootstrap,
        topics,
        timeout,
        maxBodyBytes,
        maxModelBytes,
        maxInFlight,
        other,
        drain,
        instanceId);
  }

  public IngressConfig withInstanceId(String other) {
    return new IngressConfig(
        address,
        port,
        bootstrap,
        topics,
        timeout,
        maxBodyBytes,
        maxModelBytes,
        maxInFlight,
        repliesBeforeCommit,
        drain,
        other);
  }
}
