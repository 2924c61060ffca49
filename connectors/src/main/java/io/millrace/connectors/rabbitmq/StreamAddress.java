package io.millrace.connectors.rabbitmq;

import com.rabbitmq.stream.Address;
import com.rabbitmq.stream.BackOffDelayPolicy;
import com.rabbitmq.stream.Codec;
import com.rabbitmq.stream.Environment;
import io.millrace.connectors.amqp.BrokerAddress;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.time.Duration;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Where a broker speaks the stream protocol: {@code rabbitmq-stream://user:password@host:port/vhost}, or with {@code
 * rabbitmq-stream+tls} in front. What follows the scheme is read as an address of AMQP is.
 *
 * @param broker its host, user, virtual host and TLS
 */
public record StreamAddress(BrokerAddress broker) {
  private static final String PLAIN = "rabbitmq-stream://";
  private static final String TLS = "rabbitmq-stream+tls://";
  private static final int PLAIN_PORT = 5552;
  private static final int TLS_PORT = 5551;
  private static final Pattern HAS_PORT = Pattern.compile("[^/?]*:\\d+(?=[/?]|$).*");
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** @throws IllegalArgumentException if it is none; says what is wrong, without the password */
  public static StreamAddress parse(String text) {
    if (text.startsWith(PLAIN)) {
      return read("amqp://", text.substring(PLAIN.length()), PLAIN_PORT);
    }
    if (text.startsWith(TLS)) {
      return read("amqps://", text.substring(TLS.length()), TLS_PORT);
    }
    int end = text.indexOf("://");
    throw new IllegalArgumentException("the broker's address begins with \"%s\", not with %s or %s"
        .formatted(end < 0 ? "" : text.substring(0, end + 3), PLAIN, TLS));
  }

  private static StreamAddress read(String scheme, String rest, int defaultPort) {
    var broker = BrokerAddress.parse(scheme + rest);
    var place = rest.substring(rest.lastIndexOf('@') + 1);
    int port = HAS_PORT.matcher(place).matches() ? broker.port() : defaultPort;
    return new StreamAddress(new BrokerAddress(
        broker.host(),
        port,
        broker.user(),
        broker.virtualHost(),
        broker.heartbeat(),
        broker.tls()));
  }

  /**
   * Connects.
   *
   * @param name shown by the broker to those who look after it
   * @param codec of messages; null for the client's own
   * @param onlyHere whether to stay with this address whatever the broker says of itself, as behind a load balancer
   * @throws RuntimeException if it cannot; says why
   */
  public Environment open(String name, @Nullable Codec codec, boolean onlyHere) {
    var builder = Environment.builder()
        .id(name)
        .host(broker.host())
        .port(broker.port())
        .virtualHost(broker.virtualHost().name())
        .rpcTimeout(PATIENCE)
        // Whoever uses it starts anew when something breaks, long before the client does.
        .recoveryBackOffDelayPolicy(BackOffDelayPolicy.fixed(PATIENCE))
        .topologyUpdateBackOffDelayPolicy(BackOffDelayPolicy.fixed(PATIENCE));
    if (codec != null) {
      builder.codec(codec);
    }
    if (broker.user() != null) {
      builder.username(broker.user().name()).password(broker.user().password());
    }
    if (broker.heartbeat() != null && broker.heartbeat() > 0) {
      builder.requestedHeartbeat(Duration.ofSeconds(broker.heartbeat()));
    }
    if (onlyHere) {
      var here = new Address(broker.host(), broker.port());
      builder.addressResolver(any -> here);
    }
    if (broker.tls() != null) {
      builder.tls().sslContext(context(broker.tls()));
    }
    return builder.build();
  }

  private static SslContext context(BrokerAddress.Tls tls) {
    try {
      var builder = SslContextBuilder.forClient();
      if (!tls.verified()) {
        builder
            .trustManager(InsecureTrustManagerFactory.INSTANCE)
            .endpointIdentificationAlgorithm(null);
      } else if (tls.authorities() != null) {
        builder.trustManager(tls.authorities().toFile());
      }
      return builder.build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "ssl_ca_certs %s: %s".formatted(tls.authorities(), e.getMessage()), e);
    }
  }

  /** The address as it may be shown: without the password. */
  @Override
  public String toString() {
    var shown = broker.toString();
    return (broker.tls() == null ? PLAIN : TLS) + shown.substring(shown.indexOf("://") + 3);
  }
}
