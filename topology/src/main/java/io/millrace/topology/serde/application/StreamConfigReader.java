package io.millrace.topology.serde.application;

import io.millrace.model.application.InvalidApplicationException;
import io.millrace.model.application.StreamConfig;
import io.millrace.model.application.StreamConfig.Function;
import io.millrace.model.application.WindowLength;
import io.millrace.topology.serde.contract.Durations;
import io.millrace.topology.serde.contract.Fields;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the {@code stream_config} of ROHE's agents. The types of windows are 1 for time in seconds and 2 for reports; only
 * for the size ROHE's newest generation has them the other way round, which {@code generation: v2} asks for. The names
 * {@code time} and {@code count} need no such telling.
 */
public final class StreamConfigReader {
  private static final String NEWEST = "v2";
  private static final Map<String, String> GENERATIONS =
      Map.of("v0", "v0", "v1", "v1", "v2", NEWEST);

  private final Fields root;
  private final List<String> notes = new ArrayList<>();

  private StreamConfigReader(Fields root) {
    this.root = root;
  }

  /**
   * What was read, and what of the document does nothing or could be meant otherwise.
   *
   * @param notes each says where and why
   */
  public record Reading(StreamConfig config, List<String> notes) {}

  /** @throws InvalidApplicationException with all mistakes of the document */
  public static Reading read(JsonNode json) {
    return read(new Fields("stream_config", json, new ArrayList<>()));
  }

  static Reading read(Fields root) {
    var reader = new StreamConfigReader(root);
    return new Reading(reader.config(), List.copyOf(reader.notes));
  }

  private StreamConfig config() {
    var mistakes = root.mistakes();
    int before = mistakes.size();
    var generation = root.oneOf("generation", GENERATIONS);
    var window = root.requiredObject("window");
    var interval = window == null ? null : length(window, "interval", null);
    var size = window == null ? null : length(window, "size", generation == null ? "" : generation);
    var grace = window == null ? null : window.duration("grace");
    var processing = new ProcessingReader(root.object("processing"), notes);
    processing.read();
    ignored(window);
    ignored(root);
    if (mistakes.size() > before || interval == null || size == null) {
      throw new InvalidApplicationException(mistakes);
    }
    return new StreamConfig(
        interval,
        size,
        grace,
        processing.parser(),
        processing.metrics(),
        processing.features(),
        processing.functions());
  }

  /** @param generation null where all read the types alike; empty where none is told */
  private @Nullable WindowLength length(Fields window, String name, @Nullable String generation) {
    var fields = window.requiredObject(name);
    if (fields == null || !fields.node().isObject()) {
      return null;
    }
    var type = fields.get("type");
    if (type == null) {
      fields.mistake("type", "is missing");
      return null;
    }
    var isTime = isTime(type, NEWEST.equals(generation));
    if (isTime == null) {
      fields.mistake("type", "1, 2, \"time\" or \"count\" is wanted, not %s".formatted(type));
      return null;
    }
    if (type.isNumber() && generation != null && generation.isEmpty()) {
      notes.add(
          "%s: %s is taken as %s; ROHE's newest generation means %s by it: set generation to v2 for that"
              .formatted(
                  fields.at("type"), type, isTime ? "time" : "count", isTime ? "count" : "time"));
    }
    return isTime ? time(fields) : count(fields);
  }

  private static @Nullable Boolean isTime(JsonNode type, boolean isTurned) {
    return switch (type.isString() ? type.stringValue() : type.toString()) {
      case "time" -> true;
      case "count", "event" -> false;
      case "1" -> type.isString() ? null : (Boolean) !isTurned;
      case "2" -> type.isString() ? null : (Boolean) isTurned;
      default -> null;
    };
  }

  private static WindowLength.@Nullable Time time(Fields fields) {
    var value = fields.get("value");
    Duration duration = null;
    if (value != null && value.isString()) {
      duration = Durations.parse(value.stringValue());
    } else if (value != null && value.isNumber() && Math.abs(value.doubleValue()) < 1e12) {
      duration = Duration.ofMillis(Math.round(value.doubleValue() * 1000));
    }
    try {
      if (duration != null) {
        return new WindowLength.Time(duration);
      }
      fields.mistake("value", "seconds are wanted, not %s".formatted(value));
    } catch (IllegalArgumentException e) {
      fields.mistake("value", String.valueOf(e.getMessage()));
    }
    return null;
  }

  private static WindowLength.@Nullable Count count(Fields fields) {
    var value = fields.get("value");
    if (value == null || !value.isIntegralNumber() || !value.canConvertToInt()) {
      fields.mistake("value", "a number of reports is wanted, not %s".formatted(value));
      return null;
    }
    try {
      return new WindowLength.Count(value.intValue());
    } catch (IllegalArgumentException e) {
      fields.mistake("value", String.valueOf(e.getMessage()));
      return null;
    }
  }

  private void ignored(@Nullable Fields fields) {
    if (fields != null) {
      fields
          .rest()
          .keySet()
          .forEach(name -> notes.add("%s: does nothing here".formatted(fields.at(name))));
    }
  }

  /** The functions as a configuration file may name them: also as ROHE's. */
  static Function function(String name, Map<String, Object> settings, boolean isOfDifferences) {
    boolean isOfSwitches = name.startsWith("sdn_");
    var plain = isOfSwitches ? name.substring("sdn_".length()) : name;
    var known = switch (plain) {
      case "detect_isolation_forest" -> "isolation-forest";
      case "detect_local_outlier_factor" -> "local-outlier-factor";
      case "dummy" -> "statistics";
      default -> null;
    };
    return known == null
        ? new Function(name, isOfDifferences, settings)
        : new Function(known, isOfSwitches || isOfDifferences, settings);
  }
}
