package io.millrace.launcher.cli;

import io.millrace.launcher.kafka.DataDirectory;
import io.millrace.launcher.kafka.EmbeddedKafka;
import io.millrace.launcher.kafka.EmbeddedKafkaConfig;
import io.millrace.launcher.kafka.Listen;
import io.millrace.launcher.pipeline.Connections;
import io.millrace.launcher.pipeline.Part;
import io.millrace.launcher.pipeline.Pipeline;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace up}: broker and every stage in this JVM. */
@Command(
    name = "up",
    description = "Run Millrace: the embedded broker and every stage in one process.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Ctrl-C stops it; the data directory keeps topics, models and results.",
      "Example: millrace up --data-dir /var/lib/millrace --port 8080"
    })
public final class UpCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Mixin
  private ServeOptions options;

  @Mixin
  private OutOptions out;

  @Mixin
  private BridgeOptions bridge;

  @Mixin
  private DeployOptions deploy;

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      defaultValue = "9092",
      description = "Port for Kafka clients, 0 for a free one (default: ${DEFAULT-VALUE}).")
  private int kafkaPort;

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      description = "Use this Kafka cluster, and start no broker.")
  private @Nullable String bootstrap;

  @Override
  public Integer call() throws Exception {
    options.check(spec.commandLine());
    // Before anything starts: a wrong option is told at once.
    var rabbitmq = bridge.config(spec.commandLine());
    var placed = deploy.config(spec.commandLine());
    NativeLibraries.preload();
    try (var closing = new Closing()) {
      var data = closing.with(DataDirectory.open(options.dataDir()));
      var kafka = kafka(closing, data);
      var config = options.config(kafka, parts(), data.root());
      var ways = out.config(spec.commandLine(), data.root());
      var connections = new Connections(ways, rabbitmq, placed);
      var pipeline = closing.with(new Pipeline(config, connections)).start();
      var serving = new Serving(pipeline, closing, spec.commandLine().getOut());
      serving.describe(kafka + (bootstrap == null ? " (embedded, in " + data.root() + ")" : ""));
      return serving.serve();
    }
  }

  private Set<Part> parts() {
    var parts = EnumSet.copyOf(Part.byDefault());
    if (out.wantsMongodb()) {
      parts.add(Part.MONGODB);
    }
    if (bridge.wantsRabbitmq()) {
      parts.add(Part.BRIDGE);
    }
    return parts;
  }

  private String kafka(Closing closing, DataDirectory data) {
    if (bootstrap != null) {
      return bootstrap;
    }
    var listen = new Listen(options.bind(), kafkaPort, null);
    return closing
        .with(new EmbeddedKafka(EmbeddedKafkaConfig.of(data, listen)))
        .start()
        .bootstrap();
  }
}
