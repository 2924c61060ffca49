package io.millrace.connectors.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.millrace.model.node.NodeAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One engine. It connects when it is used.
 *
 * @param calls for what is answered soon
 * @param streams for what goes on: events, and images on their way
 */
record DockerConnection(DockerClient calls, DockerClient streams, ImagePulls pulls)
    implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DockerConnection.class);
  private static final int MOST_CONNECTIONS = 20;
  private static final String TLS = "tls=";

  /** @throws IllegalArgumentException if this is no address of a Docker engine */
  static DockerConnection to(NodeAddress address, DockerConfig config) {
    var engine = engine(address);
    var calls = client(engine, config.connect(), config.answer().plus(config.stop()));
    var streams = client(engine, config.connect(), Duration.ZERO);
    return new DockerConnection(calls, streams, new ImagePulls(streams, config.pull()));
  }

  // The version of the API is left to the engine, which then speaks its newest.
  private static DefaultDockerClientConfig engine(NodeAddress address) {
    var uri = address.uri();
    var query = uri.getQuery();
    var host = address.toString().replaceFirst("[?].*", "");
    var builder = DefaultDockerClientConfig.createDefaultConfigBuilder().withDockerHost(host);
    if (query == null) {
      return builder.withDockerTlsVerify(false).build();
    }
    if (!query.startsWith(TLS) || !address.scheme().equals("tcp")) {
      throw new IllegalArgumentException(
          "address \"%s\": after ? there may be tls=FOLDER only, and only with tcp".formatted(uri));
    }
    return builder
        .withDockerTlsVerify(true)
        .withDockerCertPath(query.substring(TLS.length()))
        .build();
  }

  private static DockerClient client(
      DefaultDockerClientConfig engine, Duration connect, Duration answer) {
    var http = new ZerodepDockerHttpClient.Builder()
        .dockerHost(engine.getDockerHost())
        .sslConfig(engine.getSSLConfig())
        .maxConnections(MOST_CONNECTIONS)
        .connectionTimeout(connect)
        .responseTimeout(answer)
        .build();
    return DockerClientImpl.getInstance(engine, http);
  }

  @Override
  public void close() {
    for (var client : List.of(calls, streams)) {
      try {
        client.close();
      } catch (IOException e) {
        LOG.debug("A connection to an engine was not closed; it ends with the process", e);
      }
    }
  }
}
