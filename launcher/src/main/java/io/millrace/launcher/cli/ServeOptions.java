package io.millrace.launcher.cli;

import io.millrace.launcher.pipeline.Part;
import io.millrace.launcher.pipeline.PipelineConfig;
import io.millrace.topology.Profile;
import io.millrace.topology.TopicsConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** The options that everything which serves has in common. */
final class ServeOptions {
  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = "millrace-data",
      description = "Where log, models and state are kept (default: ${DEFAULT-VALUE}).")
  private Path dataDir;

  @Option(
      names = "--models",
      paramLabel = "DIR",
      description =
          "The model repository, NAME/VERSION/model.onnx (default: models in the data directory).")
  private @Nullable Path models;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "Address to listen on (default: ${DEFAULT-VALUE}).")
  private String bind;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Port for HTTP, 0 for a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--profile",
      paramLabel = "PROFILE",
      defaultValue = "durable-fast",
      converter = ProfileConverter.class,
      description = "durable-fast, strict, fast or bulk (default: ${DEFAULT-VALUE}).")
  private Profile profile;

  @Option(
      names = "--prefix",
      paramLabel = "PREFIX",
      defaultValue = "millrace.",
      description = "Stands before every topic's name (default: ${DEFAULT-VALUE}).")
  private String prefix;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "4",
      description = "Partitions of the topics that carry traffic (default: ${DEFAULT-VALUE}).")
  private int partitions;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Stream threads of a stage (default: one for two cores, at most one a partition).")
  private @Nullable Integer threads;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "A Kafka Streams setting of the stages, such as producer.transaction.timeout.ms=60000; may be repeated.")
  private Map<String, String> overrides = new LinkedHashMap<>();

  Path dataDir() {
    return dataDir;
  }

  String bind() {
    return bind;
  }

  /** @throws ParameterException if an option's value is outside its range */
  void check(CommandLine command) {
    try {
      TopicsConfig.DEFAULTS.withPrefix(prefix).withPartitions(partitions);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, String.valueOf(e.getMessage()), e);
    }
    if (port < 0 || port > 65_535) {
      throw new ParameterException(command, "--port: %d is not from 0 to 65535".formatted(port));
    }
    if (threads != null && threads < 1) {
      throw new ParameterException(command, "--threads: %d is below 1".formatted(threads));
    }
  }

  PipelineConfig config(String bootstrap, Set<Part> parts, Path data) {
    var topics = TopicsConfig.DEFAULTS.withPrefix(prefix).withPartitions(partitions);
    return new PipelineConfig(
        bootstrap,
        topics,
        profile,
        parts,
        data.resolve("state"),
        models == null ? data.resolve("models") : models,
        new PipelineConfig.Http(bind, port),
        threads == null ? PipelineConfig.defaultThreads(partitions) : threads,
        Map.copyOf(overrides));
  }

  /** Profiles by the names people type. */
  static final class ProfileConverter implements ITypeConverter<Profile> {
    @Override
    public Profile convert(String value) {
      for (var profile : Profile.values()) {
        if (profile.toString().equals(value.toLowerCase(Locale.ROOT))) {
          return profile;
        }
      }
      throw new TypeConversionException(
          "\"%s\" is no profile; there are %s".formatted(value, List.of(Profile.values())));
    }
  }
}
