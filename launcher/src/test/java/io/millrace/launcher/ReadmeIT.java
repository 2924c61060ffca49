package io.millrace.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the README work. */
@Tag("docs")
@Timeout(600)
class ReadmeIT {
  @TempDir
  private Path folder;

  @Test
  void commands_work() throws Exception {
    try (var run = new DocumentRun(folder)) {
      run.run(ReadmeBlock.of(Checkout.read("README.md")));
      assertThat(run.blocks()).isGreaterThan(5);
    }
  }
}
