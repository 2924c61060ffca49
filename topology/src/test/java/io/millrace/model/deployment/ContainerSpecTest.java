package io.millrace.model.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.deployment.container.ContainerSpec;
import io.millrace.model.deployment.container.DeviceRequest;
import io.millrace.model.deployment.container.HealthCheck;
import io.millrace.model.deployment.container.PublishedPort;
import io.millrace.model.deployment.container.PublishedPort.HostPort;
import io.millrace.model.deployment.container.Resources;
import io.millrace.model.deployment.container.Resources.CpuLimit;
import io.millrace.model.deployment.container.Resources.MemoryLimit;
import io.millrace.model.deployment.container.RestartPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContainerSpecTest {
  private static final ContainerSpec PLAIN = ContainerSpec.of("busybox:1");

  @Test
  void plainOne_hasNoLimits_andIsStartedAlways() {
    assertThat(PLAIN.resources()).isEqualTo(Resources.NONE);
    assertThat(PLAIN.resources().cpu()).isEqualTo(new CpuLimit(0));
    assertThat(PLAIN.restart()).isEqualTo(RestartPolicy.ALWAYS);
  }

  @Test
  void absurdValues_areNamed() {
    assertThatThrownBy(() -> ContainerSpec.of(" ")).hasMessage("a container needs an image");
    assertThatThrownBy(() -> PLAIN.withEnvironment(Map.of("A=B", "c")))
        .hasMessage("\"A=B\" is no name of an environment variable");
    assertThatThrownBy(() -> PLAIN.withLabels(Map.of("io.millrace.epoch", "9")))
        .hasMessage("label \"io.millrace.epoch\": it may not be empty nor start with io.millrace.");
    assertThatThrownBy(() -> PublishedPort.tcp(0))
        .hasMessage("container port 0: it must be from 1 to 65535");
    assertThatThrownBy(() -> new HostPort("", 70_000))
        .hasMessage("host port 70000: it must be from 0 to 65535");
    assertThatThrownBy(() -> new CpuLimit(-1)).hasMessage("cpu millis -1: it may not be negative");
    assertThatThrownBy(() -> new MemoryLimit(-1))
        .hasMessage("memory bytes -1: it may not be negative");
    assertThatThrownBy(() -> Resources.NONE.onCores(List.of(-1, 2)))
        .hasMessage("core -1: they count from 0");
    assertThatThrownBy(() -> DeviceRequest.nvidia())
        .hasMessage("a request for devices needs a kind and their ids, not \"nvidia\" and []");
    assertThatThrownBy(() -> new HealthCheck(List.of(), HealthCheck.Timing.USUAL))
        .hasMessage("a health check needs a command");
    assertThatThrownBy(
            () -> new HealthCheck.Timing(Duration.ZERO, Duration.ofSeconds(1), Duration.ZERO, 1))
        .hasMessageStartingWith("a health check every PT0S");
    assertThatThrownBy(() -> RestartPolicy.onFailure(-1))
        .hasMessage("restart ON_FAILURE, at most -1 times: only ON_FAILURE has a bound, 0 or more");
  }
}
