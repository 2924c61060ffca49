package io.millrace.scheduler.log;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.node.PoolName;
import io.millrace.port.PlacementHistory.UnavailableException;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A log that is not there. */
class LogHistoryTest {
  @Test
  void aLogThatDoesNotAnswer_isGivenUp_andNamed() throws IOException {
    // Bound and never accepted from: nobody else gets the port, and nobody answers at it.
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var history = new LogHistory(
          new Topics(TopicsConfig.DEFAULTS),
          "127.0.0.1:" + silent.getLocalPort(),
          Duration.ofMillis(200));
      assertThatThrownBy(() -> history.policies(new PoolName("default"), (done, of) -> {}))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("the log millrace.allocation.requests cannot be read now: ");
    }
  }
}
