package io.millrace.launcher.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Connection;
import io.millrace.connectors.amqp.AmqpLink;
import io.millrace.connectors.amqp.BrokerAddress;
import io.millrace.launcher.ChildJvm;
import io.millrace.testing.docker.Certificates;
import io.millrace.testing.rabbitmq.RabbitNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** AMQP over TLS: whom it trusts, what it says of others, and that it keeps a password to itself. */
class AmqpTlsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PASSWORD = "not-to-be-seen";

  @TempDir
  static Path folder;

  private static RabbitNode rabbit;
  private static int port;
  private static Path known;
  private static Path stranger;

  @BeforeAll
  static void start() throws IOException {
    var certificates = Certificates.create(folder.resolve("certificates"));
    known = certificates.client().resolve("ca.pem");
    stranger = Certificates.create(folder.resolve("others")).client().resolve("ca.pem");
    try (var probe = new ServerSocket(0)) {
      port = probe.getLocalPort();
    }
    rabbit = RabbitNode.start(
        folder.resolve("rabbit"),
        "default_pass = " + PASSWORD,
        "listeners.ssl.1 = 127.0.0.1:" + port,
        "ssl_options.cacertfile = " + certificates.server().resolve("ca.pem"),
        "ssl_options.certfile = " + certificates.server().resolve("cert.pem"),
        "ssl_options.keyfile = " + certificates.server().resolve("key.pem"));
  }

  @AfterAll
  static void stop() {
    rabbit.close();
  }

  @Test
  void brokerOfAKnownAuthority_isTalkedTo() {
    assertThat(says(address(port, PASSWORD) + "?ssl_ca_certs=" + known)).isEqualTo("connected");
    assertThat(says(address(port, PASSWORD) + "?ssl_cert_reqs=none")).isEqualTo("connected");
  }

  @Test
  void brokerOfAnotherAuthority_isRefused_andTheReasonTellsHow() {
    for (var address :
        List.of(address(port, PASSWORD), address(port, PASSWORD) + "?ssl_ca_certs=" + stranger)) {
      assertThat(says(address))
          .contains("amqps://rabbitmq@127.0.0.1:" + port, "certificate", "ssl_ca_certs")
          .doesNotContain(PASSWORD);
    }
  }

  @Test
  void wrongPassword_isToldOfWithoutIt() {
    assertThat(says(address(port, "wrong-word") + "?ssl_ca_certs=" + known))
        .contains("amqps://rabbitmq@127.0.0.1", "ACCESS_REFUSED")
        .doesNotContain("wrong-word");
  }

  @Test
  void portThatSpeaksNoTls_isToldOf() {
    assertThat(says(address(rabbit.amqpPort(), PASSWORD) + "?ssl_ca_certs=" + known))
        .contains("amqps://rabbitmq@127.0.0.1:" + rabbit.amqpPort(), "TLS")
        .doesNotContain(PASSWORD);
  }

  @Test
  void authoritiesThatAreNone_areToldOf() throws IOException {
    var empty = Files.writeString(folder.resolve("empty.pem"), "");
    for (var file : List.of(empty, folder.resolve("missing.pem"), folder.resolve("certificates"))) {
      var broker = BrokerAddress.parseAll(address(port, PASSWORD) + "?ssl_ca_certs=" + file);
      assertThatThrownBy(() -> new AmqpLink("tls", broker, new Nothing()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("ssl_ca_certs " + file)
          .hasMessageNotContaining(PASSWORD);
    }
  }

  @Test
  void commandLineWithAWrongAddress_isRefusedWithoutThePassword() throws IOException {
    var address = address(port, PASSWORD) + "?ssl_ca_certs=" + folder.resolve("missing.pem");
    try (var process = ChildJvm.millrace(
        folder.resolve("refused.log"),
        "run",
        "bridge",
        "--bootstrap",
        "127.0.0.1:1",
        "--rabbitmq",
        "x" + address)) {
      assertThat(process.exitCode()).as(process.output()).isEqualTo(2);
      assertThat(process.output())
          .contains("is no address of a broker", "amqps://***@127.0.0.1")
          .doesNotContain(PASSWORD);
    }
  }

  private static String address(int at, String password) {
    return "amqps://%s:%s@127.0.0.1:%d//".formatted(RabbitNode.USER, password, at);
  }

  /** What a link to the broker comes to. */
  private static String says(String address) {
    try (var link = new AmqpLink("tls", BrokerAddress.parseAll(address), new Nothing()).start()) {
      await()
          .atMost(PATIENCE)
          .until(() -> link.state().connected()
              || !"not connected yet".equals(link.state().trouble()));
      var state = link.state();
      return state.connected() ? "connected" : String.valueOf(state.trouble());
    }
  }

  private static final class Nothing implements AmqpLink.Session {
    @Override
    public void opened(Connection connection) {}

    @Override
    public void lost() {}
  }
}
