package io.millrace.launcher.cli.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.placement.policy.Policy.Queueing;
import io.millrace.model.placement.policy.Strategy;
import io.millrace.topology.serde.placement.CommandReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyFileTest {
  @TempDir
  Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("policy.yaml"), text);
  }

  @Test
  void aPolicy_isTakenAsItIs() throws IOException {
    var policy = CommandReader.policy(PolicyFile.read(file("{name: p, strategy: first_fit}")));
    assertThat(policy.strategy()).isEqualTo(Strategy.FIRST_FIT);
  }

  @Test
  void theConfigurationOfRohesOrchestration_isAPolicy_inBothGenerations() throws IOException {
    for (var text : new String[] {"""
        timer: 10
        service_queue: {priority: 0, queue_balance: 7}
        orchestrateConfig: {name: My Plan, weights: {cpu: 3, memory: 2}, strategy: 1}
        """, """
        orchestration_interval: 10
        service_queue_config: {priority: 0, queue_balance: 7}
        orchestrate_algorithm_config: {name: My Plan, weights: {cpu: 3, memory: 2}, strategy: 1}
        """}) {
      var policy = CommandReader.policy(PolicyFile.read(file(text)));
      assertThat(policy.name()).isEqualTo("My-Plan");
      assertThat(policy.strategy()).as("ROHE's best leaves most").isEqualTo(Strategy.WORST_FIT);
      assertThat(policy.resources()).isEqualTo(Map.of("cpu", 3, "memory", 2));
      assertThat(policy.scores()).isEqualTo(Map.of("fit", 1));
      assertThat(policy.queueing()).isEqualTo(new Queueing(7));
    }
  }

  @Test
  void aStrategyThatRoheHasNot_isRefused() throws IOException {
    var wrong = file("{orchestrateConfig: {strategy: 3}}");
    assertThatThrownBy(() -> PolicyFile.read(wrong))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("policy.yaml: strategy: 3 is not 0, 1 or 2");
  }
}
