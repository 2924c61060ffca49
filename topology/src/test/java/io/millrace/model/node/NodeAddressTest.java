package io.millrace.model.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class NodeAddressTest {
  @Test
  void address_hasAScheme() {
    assertThat(NodeAddress.parse("UNIX:///var/run/docker.sock").scheme()).isEqualTo("unix");
    assertThat(NodeAddress.parse("kubernetes://").scheme()).isEqualTo("kubernetes");
    assertThat(NodeAddress.parse("tcp://10.0.0.7:2376?tls=/etc/certs"))
        .hasToString("tcp://10.0.0.7:2376?tls=/etc/certs");
    assertThatThrownBy(() -> NodeAddress.parse("/var/run/docker.sock"))
        .hasMessage("address \"/var/run/docker.sock\" has no scheme, for example"
            + " unix:///var/run/docker.sock");
  }

  @Test
  void names_areShort_andOfPlainLetters() {
    assertThat(new NodeName("rack-1/node_2.example:3#4@5"))
        .hasToString("rack-1/node_2.example:3#4@5");
    assertThatThrownBy(() -> new NodeName("n 1"))
        .hasMessage("node \"n 1\": 1 to 253 letters, digits or any of . _ - / : # @");
    assertThatThrownBy(() -> new PoolName("")).hasMessageStartingWith("pool \"\": 1 to 253");
    assertThatThrownBy(() -> new PoolName("x".repeat(254))).hasMessageContaining("x…\"");
  }

  @Test
  void machine_hasCoresAndMemory() {
    assertThatThrownBy(() -> Machine.of(List.of(), 1, List.of()))
        .hasMessage("a machine has cores and memory, not [] and 1 bytes");
  }
}
