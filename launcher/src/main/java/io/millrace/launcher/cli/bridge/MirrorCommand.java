package io.millrace.launcher.cli.bridge;

import com.rabbitmq.stream.compression.Compression;
import io.millrace.connectors.rabbitmq.StreamAddress;
import io.millrace.connectors.rabbitmq.mirror.Direction;
import io.millrace.connectors.rabbitmq.mirror.FieldFilter;
import io.millrace.connectors.rabbitmq.mirror.Mirror;
import io.millrace.connectors.rabbitmq.mirror.MirrorConfig;
import io.millrace.connectors.rabbitmq.mirror.MirrorState.Phase;
import io.millrace.connectors.rabbitmq.mirror.Packing;
import io.millrace.connectors.rabbitmq.mirror.StreamName;
import io.millrace.launcher.pipeline.TopicsAdmin;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace bridge mirror FROM TO}: one mirror, until the process is told to end. */
@Command(
    name = "mirror",
    description =
        "Mirror a topic to a stream of RabbitMQ, or a stream to a topic, each record once.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example: millrace bridge mirror topic:millrace.prediction.results stream:results --create"
    })
public final class MirrorCommand implements Callable<Integer> {
  private static final long LOOK_MS = 200;

  @Spec
  private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "FROM",
      converter = Place.Converter.class,
      description = "topic:NAME, stream:NAME or super-stream:NAME")
  private Place from;

  @Parameters(
      index = "1",
      paramLabel = "TO",
      converter = Place.Converter.class,
      description = "A stream if FROM is a topic, a topic if it is a stream.")
  private Place to;

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      defaultValue = "localhost:9092",
      description = "The Kafka cluster (default: ${DEFAULT-VALUE}).")
  private String bootstrap;

  @Option(
      names = "--rabbitmq",
      paramLabel = "ADDRESS",
      defaultValue = "${env:MILLRACE_RABBITMQ_STREAM:-rabbitmq-stream://localhost}",
      showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
      description = {
        "rabbitmq-stream://USER:PASSWORD@HOST:PORT/VHOST, or rabbitmq-stream+tls://…; out of",
        "MILLRACE_RABBITMQ_STREAM if it is not given (default: rabbitmq-stream://localhost)."
      })
  private String rabbitmq;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description =
          "Under which the mirror finds again how far it came (default: made of FROM and TO).")
  private @Nullable String name;

  @Option(
      names = "--prefix",
      paramLabel = "PREFIX",
      defaultValue = "millrace.",
      description = "Stands before the names of Millrace's own topics (default: ${DEFAULT-VALUE}).")
  private String prefix;

  @Option(
      names = "--create",
      description = "Make the stream or the topic that is written, if it is not there.")
  private boolean create;

  @Option(
      names = "--compression",
      paramLabel = "CODEC",
      defaultValue = "none",
      description = "gzip, snappy, lz4 or zstd for entries of a stream (default: none).")
  private String compression;

  @Option(
      names = "--entry-size",
      paramLabel = "N",
      description = "Messages in one entry of a stream (default: 1, or 100 with --compression).")
  private @Nullable Integer entrySize;

  @Option(
      names = "--filter-by",
      paramLabel = "FIELD",
      description = "key or header:NAME, for the broker to sort by; takes RabbitMQ 3.13.")
  private @Nullable String filterBy;

  @Option(
      names = "--filter-value",
      paramLabel = "VALUE",
      description = "From a stream: mirror what has this value; may be repeated.")
  private Set<String> filterValues = new LinkedHashSet<>();

  @Option(
      names = "--load-balancer",
      description = "The address stands for all nodes of RabbitMQ; go to no other.")
  private boolean loadBalancer;

  @Option(
      names = "--health-port",
      paramLabel = "PORT",
      description = "Serve /health there, on 127.0.0.1; 0 for a free port.")
  private @Nullable Integer healthPort;

  @Override
  public Integer call() throws InterruptedException, IOException {
    var config = config();
    var topics = config.topics();
    new TopicsAdmin(bootstrap).ensure(List.of(topics.deadLetters(), topics.positions()));
    var mirror = new Mirror(config);
    var end = new Thread(mirror::close, "millrace-shutdown");
    Runtime.getRuntime().addShutdownHook(end);
    try (mirror;
        var health =
            healthPort == null ? null : HealthPort.open("127.0.0.1", healthPort, mirror::state)) {
      describe(config, health);
      mirror.start();
      return follow(mirror);
    }
  }

  private MirrorConfig config() {
    var stream = from.stream() == null ? to.stream() : from.stream();
    var topic = from.topic() == null ? to.topic() : from.topic();
    if (stream == null || topic == null) {
      throw wrong("%s and %s: one is to be a topic, the other a stream".formatted(from, to));
    }
    try {
      var topics = new Topics(TopicsConfig.DEFAULTS.withPrefix(prefix));
      return MirrorConfig.of(
              name == null ? defaultName() : name,
              bootstrap,
              topics,
              StreamAddress.parse(rabbitmq),
              from.stream() == null ? Direction.TO_STREAM : Direction.TO_TOPIC,
              topic,
              stream)
          .withPacking(packing())
          .withFilter(filter())
          .creating(create)
          .stayingHere(loadBalancer);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private String defaultName() {
    var both = "%s-%s".formatted(text(from), text(to));
    if (both.length() > 100) {
      throw wrong("the names of both are long: give the mirror one with --name");
    }
    return both;
  }

  private static String text(Place place) {
    StreamName stream = place.stream();
    var text = stream == null ? Objects.requireNonNull(place.topic()) : stream.name();
    return text.replaceAll("[^a-zA-Z0-9._-]", "_");
  }

  private Packing packing() {
    var codec = codec();
    int messages = entrySize == null ? codec == Compression.NONE ? 1 : 100 : entrySize;
    return new Packing(messages, codec);
  }

  private Compression codec() {
    for (var one : Compression.values()) {
      if (one.name().toLowerCase(Locale.ROOT).equals(compression)) {
        return one;
      }
    }
    throw wrong(
        "--compression: \"%s\" is none of none, gzip, snappy, lz4 and zstd".formatted(compression));
  }

  private @Nullable FieldFilter filter() {
    if (filterBy == null) {
      if (!filterValues.isEmpty()) {
        throw wrong("--filter-value says what is wanted, but --filter-by is missing");
      }
      return null;
    }
    if (filterBy.equals("key")) {
      return new FieldFilter(null, filterValues);
    }
    if (filterBy.startsWith("header:") && filterBy.length() > "header:".length()) {
      return new FieldFilter(filterBy.substring("header:".length()), filterValues);
    }
    throw wrong("--filter-by: \"%s\" is neither key nor header:NAME".formatted(filterBy));
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private void describe(MirrorConfig config, @Nullable HealthPort health) {
    var out = spec.commandLine().getOut();
    out.printf("%-10s %s%n", "kafka", config.bootstrap());
    out.printf("%-10s %s%n", "rabbitmq", config.rabbit());
    out.printf("%-10s %s: %s to %s%n", "mirror", config.name(), from, to);
    if (health != null) {
      out.printf("%-10s http://127.0.0.1:%d/health%n", "health", health.port());
    }
    out.flush();
  }

  /** Says {@code ready} once it mirrors. Throws if it stops for good; a signal ends the process from here. */
  private int follow(Mirror mirror) throws InterruptedException {
    boolean told = false;
    while (true) {
      var state = mirror.state();
      if (state.phase() == Phase.STOPPED) {
        if (state.trouble() != null) {
          throw new IllegalStateException(state.trouble());
        }
        return 0;
      }
      if (!told && state.phase() == Phase.RUNNING) {
        told = true;
        spec.commandLine().getOut().println("ready");
        spec.commandLine().getOut().flush();
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    }
  }
}
