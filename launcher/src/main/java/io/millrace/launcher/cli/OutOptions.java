package io.millrace.launcher.cli;

import io.millrace.connectors.copy.Selection;
import io.millrace.launcher.pipeline.OutConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** The options that say where results go beside the log. */
final class OutOptions {
  @Option(
      names = "--mongodb",
      paramLabel = "ADDRESS",
      description = {
        "Keep results as documents: mongodb://HOST/DATABASE, or embedded[:PORT] for a store of",
        "this process on port 27017, in the data directory."
      })
  private @Nullable String mongodb;

  @Option(
      names = "--mongodb-predictions",
      description = "Every result of a prediction becomes a document too.")
  private boolean predictions;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      description = "Serve the meters on a port of their own too, 0 for a free one.")
  private @Nullable Integer metersPort;

  @Option(
      names = "--otlp",
      paramLabel = "URL",
      description = "Send the meters to an OpenTelemetry collector, such as http://localhost:4318.")
  private @Nullable URI otlp;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write windows and violations to files there, as CSV and as JSON lines.")
  private @Nullable Path files;

  @Option(
      names = "--out-size",
      paramLabel = "BYTES",
      defaultValue = "104857600",
      description = "After which a file is followed by the next (default: ${DEFAULT-VALUE}).")
  private long mostBytes;

  @Option(
      names = "--out-topic",
      paramLabel = "NAME",
      description = "Copy windows and violations to this topic, each once.")
  private @Nullable String topic;

  @Option(
      names = "--out-topic-of",
      paramLabel = "APPLICATION",
      description = "Copy only what is of this application; may be repeated.")
  private Set<String> applications = new LinkedHashSet<>();

  @Option(
      names = "--out-topic-only",
      paramLabel = "KIND",
      converter = KindConverter.class,
      description = "Copy only windows, or only violations.")
  private @Nullable Kind only;

  /** A kind of result. */
  enum Kind {
    WINDOWS,
    VIOLATIONS;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Kinds by the names people type. */
  static final class KindConverter implements ITypeConverter<Kind> {
    @Override
    public Kind convert(String value) {
      for (var kind : Kind.values()) {
        if (kind.toString().equals(value.toLowerCase(Locale.ROOT))) {
          return kind;
        }
      }
      throw new TypeConversionException(
          "\"%s\" is neither windows nor violations".formatted(value));
    }
  }

  private OutConfig.@Nullable Copy copy(CommandLine command) {
    if (topic != null) {
      return new OutConfig.Copy(
          topic, new Selection(only != Kind.VIOLATIONS, only != Kind.WINDOWS, applications));
    }
    if (only != null || !applications.isEmpty()) {
      throw new ParameterException(
          command,
          "--out-topic-only and --out-topic-of say what goes to --out-topic, which is missing");
    }
    return null;
  }

  boolean wantsMongodb() {
    return mongodb != null;
  }

  /** @throws ParameterException if an option's value is none that can be used */
  OutConfig config(CommandLine command, Path data) {
    var config = new OutConfig(
        mongodb,
        data.resolve("documents"),
        predictions,
        metersPort,
        otlp,
        OutConfig.NONE.otlpEvery(),
        files == null ? null : new OutConfig.Files(files, mostBytes),
        copy(command));
    try {
      config.check();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, String.valueOf(e.getMessage()), e);
    }
    return config;
  }
}
