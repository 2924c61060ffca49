package io.millrace.launcher.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.connectors.rabbitmq.StreamAddress;
import io.millrace.testing.docker.Certificates;
import io.millrace.testing.rabbitmq.RabbitNode;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stream protocol over TLS. */
class StreamTlsIT {
  @TempDir
  Path folder;

  @Test
  void brokersOfAKnownAuthority_areTalkedTo_andOthersAreNot() throws Exception {
    var certificates = Certificates.create(folder.resolve("certificates"));
    int port;
    try (var probe = new ServerSocket(0)) {
      port = probe.getLocalPort();
    }
    try (var rabbit = RabbitNode.start(
        folder.resolve("rabbit"),
        "stream.listeners.ssl.1 = 127.0.0.1:" + port,
        "stream.advertised_tls_port = " + port,
        "ssl_options.cacertfile = " + certificates.server().resolve("ca.pem"),
        "ssl_options.certfile = " + certificates.server().resolve("cert.pem"),
        "ssl_options.keyfile = " + certificates.server().resolve("key.pem"))) {
      var address = "rabbitmq-stream+tls://%s:%s@127.0.0.1:%d//"
          .formatted(RabbitNode.USER, RabbitNode.USER, port);
      var known = address + "?ssl_ca_certs=" + certificates.client().resolve("ca.pem");
      for (var one : new String[] {known, address + "?ssl_cert_reqs=none"}) {
        try (var environment = StreamAddress.parse(one).open("tls", null, false)) {
          environment.streamCreator().stream("secret").create();
          environment.producerBuilder().stream("secret").build().close();
          assertThat(environment.streamExists("secret")).isTrue();
        }
      }
      assertThatThrownBy(
              () -> StreamAddress.parse(address).open("tls", null, false).close())
          .hasMessageNotContaining(":rabbitmq@");
      assertThat(rabbit.streamPort()).as("the other one is in the clear").isNotEqualTo(port);
    }
  }
}
