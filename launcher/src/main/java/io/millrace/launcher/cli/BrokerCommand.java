package io.millrace.launcher.cli;

import io.millrace.launcher.kafka.DataDirectory;
import io.millrace.launcher.kafka.EmbeddedKafka;
import io.millrace.launcher.kafka.EmbeddedKafkaConfig;
import io.millrace.launcher.kafka.Listen;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace broker}: the embedded broker in a JVM of its own, until the process is told to end. */
@Command(
    name = "broker",
    description = "Run the embedded Kafka broker alone.",
    mixinStandardHelpOptions = true)
public final class BrokerCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = "millrace-data",
      description = "Where the log is kept (default: ${DEFAULT-VALUE}).")
  private Path dataDir;

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      defaultValue = "9092",
      description = "Port for Kafka clients, 0 for a free one (default: ${DEFAULT-VALUE}).")
  private int kafkaPort;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "Address to listen on (default: ${DEFAULT-VALUE}).")
  private String bind;

  @Option(
      names = "--advertise",
      paramLabel = "HOST",
      description =
          "Name by which other machines reach this one (default: the address, or the host's name).")
  private @Nullable String advertise;

  @Override
  public Integer call() throws InterruptedException {
    try (var data = DataDirectory.open(dataDir);
        var kafka = new EmbeddedKafka(
            EmbeddedKafkaConfig.of(data, new Listen(bind, kafkaPort, advertise)))) {
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> close(kafka, data), "millrace-shutdown"));
      kafka.start();
      var out = spec.commandLine().getOut();
      out.println("ready " + kafka.address());
      out.flush();
      new CountDownLatch(1).await();
      return 0;
    }
  }

  /** A signal ends the JVM while {@code call} still waits, so its hook closes all; closing twice does no harm. */
  private static void close(EmbeddedKafka kafka, DataDirectory data) {
    kafka.close();
    data.close();
  }
}
