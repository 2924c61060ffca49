package io.millrace.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class MainTest {
  @Test
  void help_isSuccess() {
    assertThat(run("--help")).isEqualTo(0);
    assertThat(run("broker", "--help")).isEqualTo(0);
    assertThat(run("version")).isEqualTo(0);
  }

  @Test
  void wrongCall_endsWith2() {
    assertThat(run()).isEqualTo(2);
    assertThat(run("sing")).isEqualTo(2);
    assertThat(run("policy")).isEqualTo(2);
    assertThat(run("broker", "--kafka-port", "many")).isEqualTo(2);
  }

  @Test
  void failure_isOneMessage_andATraceOnlyForDebugging() {
    var failing = new String[] {"broker", "--data-dir", "/proc/self"};

    assertThat(errors(failing))
        .startsWith("millrace: Cannot write to data directory")
        .doesNotContain("\tat ");
    assertThat(errors("--debug", "broker", "--data-dir", "/proc/self")).contains("\tat ");
    assertThat(run(failing)).isEqualTo(1);
  }

  @Test
  void aTimeThatIsNone_isShown_besideOneThatIs() {
    assertThat(errors("whatif", "--policy", "p.json", "--from", "noon"))
        .startsWith(
            "Invalid value for option '--from': a time such as 2026-01-31T12:00:00Z is wanted, not \"noon\"");
  }

  private static int run(String... args) {
    return Main.run(args);
  }

  private static String errors(String... args) {
    var before = System.err;
    var bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, UTF_8));
    try {
      Main.run(args);
    } finally {
      System.setErr(before);
    }
    return bytes.toString(UTF_8);
  }
}
