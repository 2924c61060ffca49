package io.millrace.benchmarks.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.Figures;
import io.millrace.benchmarks.Plan;
import io.millrace.testing.rabbitmq.RabbitNode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MirrorBenchmarkTest {
  @Test
  @Tag("soak")
  void measure_givesPositiveRates(@TempDir Path folder) throws Exception {
    var figures = new Figures();
    try (var rabbit = RabbitNode.start(folder)) {
      new MirrorBenchmark(rabbit.stream(), Integer.getInteger("millrace.messages", 20_000))
          .measure(
              new Plan(Integer.getInteger("millrace.rounds", 1), Duration.ofMillis(300)),
              figures,
              System.out::println);
    }
    assertThat(figures.figures())
        .containsOnlyKeys("to stream copy", "to stream mirror", "to topic copy", "to topic mirror");
    assertThat(figures.figures().values()).allMatch(figure -> figure.min() > 0);
    System.out.println(figures.ratios());
  }
}
