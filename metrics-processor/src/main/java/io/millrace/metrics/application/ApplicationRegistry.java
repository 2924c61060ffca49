package io.millrace.metrics.application;

import io.millrace.metrics.anomaly.MetricFunctions;
import io.millrace.model.application.Application;
import io.millrace.model.application.InvalidApplicationException;
import io.millrace.model.application.StreamConfig;
import io.millrace.topology.Topics;
import io.millrace.topology.registry.RegistryFold;
import io.millrace.topology.registry.RegistryRule;
import io.millrace.topology.serde.application.ApplicationReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.StreamsBuilder;

/** Folds commands into the applications; one with mistakes is refused with all of them. */
public final class ApplicationRegistry {
  public static final String STORE = "application-registry";

  private ApplicationRegistry() {}

  /** Adds the registry to a stage. */
  public static void addTo(StreamsBuilder builder, Topics topics) {
    var functions = MetricFunctions.load();
    RegistryFold.add(
        builder,
        STORE,
        topics.applicationCommands(),
        topics.applications(),
        new RegistryRule<>((key, json) -> read(key, json, functions)));
  }

  /** The application of a command, whose functions are there. */
  static Application read(String key, String json, MetricFunctions functions) {
    var application = ApplicationReader.read(json.getBytes(StandardCharsets.UTF_8));
    if (!application.name().equals(key)) {
      throw new InvalidApplicationException(
          List.of("application_name: \"%s\" is not the command's key, \"%s\""
              .formatted(application.name(), key)));
    }
    var agent = application.agent();
    if (agent != null && agent.stream() != null) {
      requireFunctions(agent.stream(), functions);
    }
    return application;
  }

  private static void requireFunctions(StreamConfig stream, MetricFunctions functions) {
    var mistakes = new ArrayList<String>();
    for (var function : stream.functions()) {
      try {
        functions.configure(function.name(), function.settings());
      } catch (IllegalArgumentException e) {
        mistakes.add("processing.function: " + e.getMessage());
      }
    }
    if (!mistakes.isEmpty()) {
      throw new InvalidApplicationException(mistakes);
    }
  }
}
