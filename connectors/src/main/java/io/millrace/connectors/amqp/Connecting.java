package io.millrace.connectors.amqp;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Opens connections to one broker. */
public final class Connecting {
  private static final int PATIENCE_MS = (int) Duration.ofSeconds(10).toMillis();

  private final BrokerAddress address;
  private final ConnectionFactory factory;

  /** @throws IllegalArgumentException if the address's certificates cannot be read */
  public Connecting(BrokerAddress address) {
    this.address = address;
    this.factory = factory(address);
  }

  private static ConnectionFactory factory(BrokerAddress address) {
    var factory = new ConnectionFactory();
    factory.setHost(address.host());
    factory.setPort(address.port());
    factory.setVirtualHost(address.virtualHost().name());
    if (address.user() != null) {
      factory.setUsername(address.user().name());
      factory.setPassword(address.user().password());
    }
    if (address.heartbeat() != null) {
      factory.setRequestedHeartbeat(address.heartbeat());
    }
    if (address.tls() != null) {
      factory.useSslProtocol(TlsContext.of(address.tls()));
      if (address.tls().verified()) {
        factory.enableHostnameVerification();
      }
    }
    // What was under way when a connection broke is known better here than by the client.
    factory.setAutomaticRecoveryEnabled(false);
    factory.setTopologyRecoveryEnabled(false);
    // The largest that a broker passes on; what is too large here is told so, where a closed
    // connection tells nothing.
    factory.setMaxInboundMessageBodySize(512 << 20);
    factory.setConnectionTimeout(PATIENCE_MS);
    factory.setHandshakeTimeout(PATIENCE_MS);
    factory.setChannelRpcTimeout(2 * PATIENCE_MS);
    factory.setShutdownTimeout(PATIENCE_MS);
    return factory;
  }

  /**
   * A connection under the name, which the broker shows to those who look after it.
   *
   * @throws IOException if the broker is not there, or refuses; says who and why
   */
  public Connection open(String name) throws IOException {
    try {
      return factory.newConnection(name);
    } catch (TimeoutException e) {
      throw new IOException("%s does not answer".formatted(address), e);
    } catch (IOException e) {
      throw new IOException("%s: %s".formatted(address, reason(e)), e);
    }
  }

  private String reason(IOException e) {
    var tls = address.tls();
    if (tls != null && e.getCause() instanceof CertificateException wrong) {
      return "its certificate is not trusted: %s%nMaybe ssl_ca_certs=FILE names its authority (now %s)"
          .formatted(
              wrong.getMessage(),
              tls.authorities() == null ? "those of the JVM" : tls.authorities());
    }
    if (tls != null && e instanceof SSLException) {
      return "TLS: %s%nMaybe port %d speaks no TLS".formatted(e.getMessage(), address.port());
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
