package io.millrace.connectors.amqp;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.SocketConfigurators;
import java.io.IOException;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens connections to one broker. */
public final class Connecting {
  private static final Logger LOG = LoggerFactory.getLogger(Connecting.class);
  private static final int PATIENCE_MS = (int) Duration.ofSeconds(10).toMillis();

  private final BrokerAddress address;
  private final ConnectionFactory factory;
  private volatile @Nullable Socket socket;

  /** @throws IllegalArgumentException if the address's certificates cannot be read */
  public Connecting(BrokerAddress address) {
    this.address = address;
    this.factory = factory(address);
  }

  private ConnectionFactory factory(BrokerAddress address) {
    var factory = new ConnectionFactory();
    factory.setSocketConfigurator(
        SocketConfigurators.defaultConfigurator().andThen(opened -> socket = opened));
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

  /**
   * Ends the connection that was opened last, without a word to the broker: where a write hangs, a word would hang, too.
   */
  void sever() {
    var open = socket;
    try {
      if (open != null) {
        // Or a socket with TLS waits for the write, to say goodbye.
        open.setSoLinger(true, 0);
        open.close();
      }
    } catch (IOException e) {
      LOG.debug("{}", this, e);
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
