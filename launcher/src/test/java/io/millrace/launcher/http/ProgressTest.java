package io.millrace.launcher.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final StringWriter text = new StringWriter();
  private final AtomicLong nanos = new AtomicLong();

  @Test
  void terminal_showsABar_andNoneInTheEnd() {
    try (var progress = progress(true)) {
      progress.add(1);
      nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(100));
      progress.add(4);
    }

    assertThat(text)
        .hasToString("\r[" + "#".repeat(15) + " ".repeat(15) + "] 5 of 10 rows\r\u001B[K");
  }

  @Test
  void file_showsALineNowAndThen() {
    try (var progress = progress(false)) {
      progress.add(1);
      nanos.addAndGet(TimeUnit.SECONDS.toNanos(5));
      progress.add(1);
      progress.add(1);
    }

    assertThat(text.toString().lines()).containsExactly("2 of 10 rows");
  }

  private Progress progress(boolean terminal) {
    return new Progress(new PrintWriter(text), terminal, nanos::get, "rows", 10);
  }
}
