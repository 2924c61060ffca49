package io.millrace.launcher.cli;

import io.millrace.launcher.demo.Demo;
import io.millrace.launcher.demo.DemoSummary;
import io.millrace.launcher.kafka.DataDirectory;
import io.millrace.launcher.kafka.EmbeddedKafka;
import io.millrace.launcher.kafka.EmbeddedKafkaConfig;
import io.millrace.launcher.kafka.Listen;
import io.millrace.launcher.pipeline.Part;
import io.millrace.launcher.pipeline.Pipeline;
import io.millrace.launcher.pipeline.PipelineConfig;
import io.millrace.topology.Profile;
import io.millrace.topology.TopicsConfig;
import io.millrace.topology.serde.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace demo}: all of it on a fresh temporary directory, with the example model and data sent through. */
@Command(
    name = "demo",
    description = "Start Millrace on a temporary directory and send the example data through it.",
    mixinStandardHelpOptions = true,
    footer = {"", "Afterwards it goes on serving until Ctrl-C, or ends with --once."})
public final class DemoCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Option(names = "--once", description = "End after the summary.")
  private boolean once;

  @Option(names = "--json", description = "Print the summary as one JSON object.")
  private boolean json;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Port for HTTP (default: a free one).")
  private int port;

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Port for Kafka clients (default: a free one).")
  private int kafkaPort;

  @Override
  public Integer call() throws Exception {
    NativeLibraries.preload();
    try (var closing = new Closing()) {
      var folder = closing.with(TemporaryFolder.create("millrace-demo"));
      var data = closing.with(DataDirectory.open(folder.path()));
      say("starting the broker in " + data.root());
      var kafka =
          closing.with(new EmbeddedKafka(EmbeddedKafkaConfig.of(data, Listen.local(kafkaPort))));
      var config = config(kafka.start().bootstrap(), data);
      say("starting ingress, inference and metrics");
      var pipeline = closing.with(new Pipeline(config)).start();
      say("sending the example data through the request topic");
      print(new Demo(pipeline).run());
      if (once) {
        return 0;
      }
      var serving = new Serving(pipeline, closing, spec.commandLine().getOut());
      serving.describe(kafka.address());
      return serving.serve();
    }
  }

  private PipelineConfig config(String bootstrap, DataDirectory data) throws IOException {
    return new PipelineConfig(
        bootstrap,
        TopicsConfig.DEFAULTS,
        Profile.DURABLE_FAST,
        Part.byDefault(),
        data.folder("state"),
        Files.createDirectories(data.root().resolve("models")),
        new PipelineConfig.Http("127.0.0.1", port),
        PipelineConfig.defaultThreads(TopicsConfig.DEFAULTS.partitions()),
        Map.of());
  }

  private void say(String what) {
    spec.commandLine().getErr().println(what + " ...");
    spec.commandLine().getErr().flush();
  }

  private void print(DemoSummary summary) {
    var out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.MAPPER.writeValueAsString(summary.json()));
    } else {
      out.println();
      out.println(summary.text());
      out.println();
    }
    out.flush();
  }
}
