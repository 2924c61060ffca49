package io.millrace.connectors.docker;

import com.github.dockerjava.api.exception.DockerClientException;
import io.millrace.model.node.NodeAddress;
import io.millrace.port.DeployException;
import java.util.HashMap;
import java.util.Map;

/** The connections to engines, one for each address. */
final class DockerEngines implements AutoCloseable {
  private final DockerConfig config;
  private final Map<NodeAddress, DockerConnection> open = new HashMap<>();

  DockerEngines(DockerConfig config) {
    this.config = config;
  }

  /** @throws DeployException if this is no address of an engine, or its certificates are not there */
  synchronized DockerConnection at(NodeAddress address) throws DeployException {
    try {
      return open.computeIfAbsent(address, where -> DockerConnection.to(where, config));
    } catch (IllegalArgumentException | DockerClientException e) {
      throw new DeployException(
          DeployException.Kind.UNREACHABLE,
          "engine %s cannot be reached: %s".formatted(address, e.getMessage()),
          e);
    }
  }

  @Override
  public synchronized void close() {
    open.values().forEach(DockerConnection::close);
    open.clear();
  }
}
