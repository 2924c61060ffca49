package io.millrace.launcher.cli;

import io.millrace.launcher.kafka.DataDirectory;
import io.millrace.launcher.pipeline.Connections;
import io.millrace.launcher.pipeline.Part;
import io.millrace.launcher.pipeline.Pipeline;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code millrace run STAGE…}: some parts, against a cluster. */
@Command(
    name = "run",
    description = "Run some stages against a Kafka cluster.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example: millrace run inference --bootstrap kafka:9092 --models /models"})
public final class RunCommand implements Callable<Integer> {
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

  @Parameters(
      arity = "1..*",
      paramLabel = "STAGE",
      converter = PartConverter.class,
      description = "ingress, inference, metrics, bridge, scheduler, deployer, mongodb")
  private List<Part> parts;

  @Option(
      names = "--bootstrap",
      required = true,
      paramLabel = "HOST:PORT",
      description = "The Kafka cluster.")
  private String bootstrap;

  @Override
  public Integer call() throws Exception {
    options.check(spec.commandLine());
    if (out.wantsMongodb() && !parts.contains(Part.MONGODB)) {
      throw new ParameterException(
          spec.commandLine(),
          "--mongodb says where, but the stage mongodb is not among %s".formatted(parts));
    }
    var rabbitmq = bridge.config(spec.commandLine());
    if (parts.contains(Part.BRIDGE) && !bridge.wantsRabbitmq()) {
      throw new ParameterException(
          spec.commandLine(), "the stage bridge needs an address: --rabbitmq amqp://HOST/VHOST");
    }
    try (var closing = new Closing()) {
      var data = closing.with(DataDirectory.open(options.dataDir()));
      var config = options.config(bootstrap, EnumSet.copyOf(parts), data.root());
      var ways = out.config(spec.commandLine(), data.root());
      var placed = deploy.config(spec.commandLine());
      var connections = new Connections(ways, rabbitmq, placed);
      var pipeline = closing.with(new Pipeline(config, connections)).start();
      var serving = new Serving(pipeline, closing, spec.commandLine().getOut());
      serving.describe(bootstrap);
      return serving.serve();
    }
  }

  /** Parts by the names people type. */
  static final class PartConverter implements ITypeConverter<Part> {
    @Override
    public Part convert(String value) {
      for (var part : Part.all()) {
        if (part.toString().equals(value.toLowerCase(Locale.ROOT))) {
          return part;
        }
      }
      throw new TypeConversionException(
          "\"%s\" is no stage; there are %s".formatted(value, Part.all()));
    }
  }
}
