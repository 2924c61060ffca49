package io.millrace.launcher.cli.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.connectors.quality.QualityRule;
import io.millrace.connectors.quality.QualityRule.On;
import io.millrace.model.contract.Severity;
import io.millrace.model.node.PoolName;
import io.millrace.model.placement.command.ServiceCommand.Improve.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesFileTest {
  @TempDir
  Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("rules.yaml"), text);
  }

  @Test
  void rules_areReadWithWhatIsUsual() throws IOException {
    var rules = RulesFile.read(file("""
        rules:
        - name: more
          contract: gold
          severity: critical
          service: web
          action: scale_out
          amount: 2
          after: 30s
          cooldown: 2m
          most: 5
          window: 1h
        - {name: less, when: recovered, lag: {group: millrace.inference, above: 1000}, service: web, action: scale_in}
        """));
    assertThat(rules)
        .containsExactly(
            new QualityRule(
                "more",
                new QualityRule.Match(
                    On.VIOLATED, "gold", null, null, null, null, Severity.CRITICAL),
                null,
                new QualityRule.Deed(new PoolName("default"), "web", Action.SCALE_OUT, "", 2),
                new QualityRule.Pace(
                    Duration.ofSeconds(30), Duration.ofMinutes(2), 5, Duration.ofHours(1))),
            new QualityRule(
                "less",
                new QualityRule.Match(On.RECOVERED, null, null, null, null, null, Severity.WARNING),
                new QualityRule.Lag("millrace.inference", 1000, 500),
                new QualityRule.Deed(new PoolName("default"), "web", Action.SCALE_IN, "", 1),
                new QualityRule.Pace(
                    Duration.ZERO, Duration.ofMinutes(1), 3, Duration.ofMinutes(10))));
  }

  @Test
  void mistakes_nameTheFieldAndTheValue() throws IOException {
    var file = file("[{name: more, service: web, action: explode, most: 0, colour: red}]");
    assertThatThrownBy(() -> RulesFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("rules[0].action: one of [scale_out, scale_in, move_away, prefer]")
        .hasMessageContaining("\"explode\"")
        .hasMessageContaining("rules[0]: after")
        .hasMessageContaining("rules[0].colour: is unknown");
    var empty = file("{}");
    assertThatThrownBy(() -> RulesFile.read(empty))
        .hasMessageContaining("a list of rules is wanted");
  }
}
