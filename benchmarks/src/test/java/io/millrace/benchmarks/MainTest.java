package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Main.commands()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }

  @Test
  void list_namesEveryBenchmark() {
    assertThat(run("--list")).isZero();
    assertThat(out.toString())
        .contains("pipeline", "http", "sketch", "drift", "alert", "placement", "packing");
  }

  @Test
  void help_ofABenchmarkShowsCommonAndOwnOptions() {
    assertThat(run("pipeline", "--help")).isZero();
    assertThat(out.toString()).contains("--rounds", "--seconds", "--json", "--model");
  }

  @Test
  void missingName_isAWrongCall() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("Missing the name");
  }

  @Test
  void noRounds_areRefused() {
    assertThat(run("pipeline", "--rounds", "0")).isNotZero();
    assertThat(err.toString()).contains("rounds: 0");
  }
}
