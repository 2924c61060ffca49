package io.millrace.connectors.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.connectors.deployer.Wishes;
import io.millrace.model.deployment.ObservedInstance;
import io.millrace.port.DeployException;
import io.millrace.port.DeployException.Kind;
import io.millrace.testing.docker.Certificates;
import io.millrace.testing.docker.DockerEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine on the network, which lets in only whom it knows. */
@Tag("docker")
class TlsIT {
  @TempDir
  private static Path folder;

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void engine_isReachedWithItsCertificates_andNotWithoutOrWithOthers() throws Exception {
    var known = Certificates.create(folder.resolve("known"));
    var strange = Certificates.create(folder.resolve("strange"));
    int port = freePort();
    try (var engine = DockerEngine.start(
            "-H",
            "tcp://127.0.0.1:" + port,
            "--tlsverify",
            "--tlscacert=" + known.server().resolve("ca.pem"),
            "--tlscert=" + known.server().resolve("cert.pem"),
            "--tlskey=" + known.server().resolve("key.pem"));
        var deployer = new DockerDeployer(Engines.CONFIG)) {
      assertThat(engine.folder()).isDirectory();
      var node = Wishes.node("n1", "tcp://127.0.0.1:%d?tls=%s".formatted(port, known.client()));
      deployer.create(node, Wishes.instance("a1", 1, node, Engines.lasting()));
      assertThat(deployer.observe(node, Wishes.POOL))
          .extracting(ObservedInstance::key)
          .containsExactly(Wishes.key("a1"));

      for (var address : new String[] {
        "tcp://127.0.0.1:%d".formatted(port),
        "tcp://127.0.0.1:%d?tls=%s".formatted(port, strange.client())
      }) {
        assertThatThrownBy(() -> deployer.observe(Wishes.node("n1", address), Wishes.POOL))
            .as(address)
            .isInstanceOfSatisfying(
                DeployException.class,
                e -> assertThat(e.kind()).isIn(Kind.UNREACHABLE, Kind.REFUSED));
      }
    }
  }
}
