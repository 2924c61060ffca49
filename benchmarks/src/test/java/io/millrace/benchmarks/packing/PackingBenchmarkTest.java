package io.millrace.benchmarks.packing;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.Figures;
import io.millrace.benchmarks.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of two nodes with four devices each, and tasks that want halves and wholes of them. */
class PackingBenchmarkTest {
  private static final Plan PLAN = new Plan(2, Duration.ofSeconds(1));

  @TempDir
  private Path folder;

  @BeforeEach
  void writeTrace() throws IOException {
    Files.writeString(folder.resolve("openb_node_list_gpu_node.csv"), """
        sn,cpu_milli,memory_mib,gpu,model
        a,32000,65536,4,T4
        b,32000,65536,4,G2
        """);
    Files.writeString(folder.resolve("openb_pod_list_small.csv"), """
        name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec
        p0,1000,1024,1,500,
        p1,1000,1024,1,1000,T4
        p2,1000,1024,2,1000,
        p3,64000,1024,0,0,
        """);
  }

  private Figures figures() throws IOException {
    var figures = new Figures();
    new PackingBenchmark(folder).measure(PLAN, figures, line -> {});
    return figures;
  }

  @Test
  void measure_tellsHowFullTheClusterGets_underEachPolicy() throws IOException {
    var all = figures().figures();
    for (var policy : new String[] {"default", "first-fit", "best-fit", "worst-fit"}) {
      assertThat(all)
          .hasEntrySatisfying("small %s allocated at 130%%".formatted(policy), figure -> {
            assertThat(figure.min()).isGreaterThan(50);
            assertThat(figure.max()).isLessThanOrEqualTo(100);
          });
      assertThat(all)
          .as("no node has 64 processors")
          .hasEntrySatisfying(
              "small %s lost cpu".formatted(policy),
              figure -> assertThat(figure.min()).isPositive());
    }
  }

  @Test
  void measure_repeatsItself() throws IOException {
    assertThat(figures().figures()).isEqualTo(figures().figures());
  }

  @Test
  void whatIf_decidesTheLogUnderTenPolicies() throws IOException {
    var figures = new Figures();
    var benchmark = new WhatIfBenchmark(folder, "small");
    benchmark.measure(PLAN, figures, line -> {});
    assertThat(figures.figures().keySet().stream().filter(label -> label.endsWith("allocated")))
        .hasSize(10);
  }
}
