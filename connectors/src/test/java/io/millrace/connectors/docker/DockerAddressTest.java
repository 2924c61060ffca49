package io.millrace.connectors.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.connectors.deployer.Wishes;
import io.millrace.port.DeployException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses at which there is no engine, which needs none to find out. */
class DockerAddressTest {
  @ParameterizedTest
  @CsvSource({
    "unix:///no/such/docker.sock, the engine does not answer",
    "tcp://127.0.0.1:1, the engine does not answer",
    "tcp://127.0.0.1:1?tls=/no/such/folder, /no/such/folder",
    "tcp://127.0.0.1:1?verify=no, after ? there may be tls=FOLDER only",
    "unix:///var/run/docker.sock?tls=/tmp, and only with tcp",
    "http://127.0.0.1:1, http"
  })
  void nodeWithoutAnEngine_isUnreachable_andTheReasonIsTold(String address, String reason) {
    var node = Wishes.node("n1", address);
    try (var deployer = new DockerDeployer(DockerConfig.USUAL)) {
      assertThatThrownBy(() -> deployer.observe(node, Wishes.POOL))
          .isInstanceOfSatisfying(
              DeployException.class,
              e -> assertThat(e.kind()).isEqualTo(DeployException.Kind.UNREACHABLE))
          .hasMessageContaining(reason);
    }
  }
}
