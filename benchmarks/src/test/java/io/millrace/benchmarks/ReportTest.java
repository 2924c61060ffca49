package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.serde.Json;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final Benchmark NOTHING = new Benchmark() {
    @Override
    public String name() {
      return "nothing";
    }

    @Override
    public String purpose() {
      return "Measures nothing.";
    }

    @Override
    public void measure(Plan plan, Figures figures, Progress progress) {}
  };

  private static Report report() {
    var figures = new Figures();
    figures.add("D", "requests/s", 3000);
    figures.add("D", "requests/s", 1000);
    figures.addRatio("D/bound", 0.9);
    figures.addRatio("D/bound", 1.1);
    return Report.of(NOTHING, new Plan(2, Duration.ofSeconds(1)), figures);
  }

  @Test
  void json_hasNameMachineRoundsFiguresAndRatios() {
    var json = Json.MAPPER.readTree(report().json());
    assertThat(json.propertyNames())
        .containsExactly("name", "machine", "rounds", "figures", "ratios");
    assertThat(json.get("name").asString()).isEqualTo("nothing");
    assertThat(json.get("machine").propertyNames()).containsExactly("cpu", "cores", "jdk", "os");
    assertThat(json.get("rounds").asInt()).isEqualTo(2);
    assertThat(json.get("figures").get("D").toString())
        .isEqualTo("{\"median\":2000.0,\"min\":1000.0,\"max\":3000.0,\"unit\":\"requests/s\"}");
    assertThat(json.get("ratios").get("D/bound").toString())
        .isEqualTo("{\"median\":1.0,\"min\":0.9,\"max\":1.1}");
  }

  @Test
  void table_hasALineForEachLabel() {
    assertThat(report().table().lines())
        .hasSize(4)
        .anyMatch(line -> line.matches("D +2,000 +1,000 +3,000  requests/s"))
        .anyMatch(line -> line.matches("D/bound +1\\.000 +0\\.900 +1\\.100"));
  }
}
