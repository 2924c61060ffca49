package io.millrace.launcher.cli;

import io.millrace.launcher.kafka.DataDirectory;
import io.millrace.launcher.kafka.EmbeddedKafka;
import io.millrace.launcher.kafka.EmbeddedKafkaConfig;
import io.millrace.launcher.kafka.Listen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code millrace cds-training}: does once what users do most. The executable records the classes that this loads and
 * lets later starts take them from an archive, so whatever should start quickly has to happen here.
 */
@Command(
    name = "cds-training",
    hidden = true,
    description = "Load the classes that most commands need.")
public final class CdsTrainingCommand implements Callable<Integer> {
  @Override
  public Integer call() throws IOException {
    var folder = Files.createTempDirectory("millrace-training");
    try (var data = DataDirectory.open(folder);
        var kafka = new EmbeddedKafka(EmbeddedKafkaConfig.of(data, Listen.local(0)))) {
      kafka.start();
    } finally {
      delete(folder);
    }
    return 0;
  }

  private static void delete(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (var files = Files.walk(folder)) {
      deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (var file : deepestFirst) {
      Files.delete(file);
    }
  }
}
