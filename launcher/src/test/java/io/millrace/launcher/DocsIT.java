package io.millrace.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.rabbitmq.RabbitNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the other documents work, one document after the other on the same server. */
@Tag("docs")
@Tag("pages")
@Timeout(1200)
class DocsIT {
  private static final List<String> DOCUMENTS = List.of(
      "docs/quality.md",
      "docs/flow.md",
      "docs/operations.md",
      "docs/outputs.md",
      "docs/placement.md");

  @TempDir
  private Path folder;

  @Test
  void commands_work() throws Exception {
    try (var run = new DocumentRun(folder)) {
      for (var document : DOCUMENTS) {
        run.run(ReadmeBlock.of(Checkout.read(document)));
      }
      assertThat(run.blocks()).isGreaterThan(30);
    }
  }

  @Test
  void commandsWithABroker_work() throws Exception {
    try (var rabbit = RabbitNode.start(folder.resolve("rabbit"));
        var run = new DocumentRun(
            folder,
            Map.of(
                "localhost:5672",
                "127.0.0.1:" + rabbit.amqpPort(),
                "python3 ",
                "/usr/bin/python3 "))) {
      run.run(ReadmeBlock.of(Checkout.read("docs/celery.md")));
      assertThat(run.blocks()).isEqualTo(5);
    }
  }
}
