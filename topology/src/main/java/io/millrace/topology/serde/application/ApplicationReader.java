package io.millrace.topology.serde.application;

import io.millrace.model.ModelFeedback;
import io.millrace.model.application.Agent;
import io.millrace.model.application.Application;
import io.millrace.model.application.InvalidApplicationException;
import io.millrace.model.application.Registration;
import io.millrace.model.application.StreamConfig;
import io.millrace.topology.serde.Json;
import io.millrace.topology.serde.contract.Fields;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads applications as {@link ApplicationJson} writes them, their stream configuration in any form. */
public final class ApplicationReader {
  private static final Map<String, Agent.State> STATES =
      Map.of("started", Agent.State.STARTED, "stopped", Agent.State.STOPPED);

  private ApplicationReader() {}

  /** @throws InvalidApplicationException with all mistakes of the document */
  public static Application read(byte[] json) {
    var mistakes = new ArrayList<String>();
    var root = new Fields("", tree(json), mistakes);
    if (!mistakes.isEmpty()) {
      throw new InvalidApplicationException(mistakes);
    }
    var name = root.requiredText(ApplicationJson.NAME);
    var registrations = new ArrayList<Registration>();
    root.objects(ApplicationJson.REGISTRATIONS).forEach(one -> {
      var read = registration(one);
      if (read != null) {
        registrations.add(read);
      }
    });
    var stages = stages(root);
    var agent = agent(root);
    var feedback = feedback(root);
    if (!mistakes.isEmpty()) {
      throw new InvalidApplicationException(mistakes);
    }
    return new Application(Objects.requireNonNull(name), registrations, stages, agent, feedback);
  }

  private static JsonNode tree(byte[] json) {
    try {
      return Json.MAPPER.readTree(json);
    } catch (JacksonException e) {
      throw new InvalidApplicationException(
          List.of("the document is no JSON: " + e.getOriginalMessage()));
    }
  }

  private static @Nullable Registration registration(Fields fields) {
    var id = fields.requiredText("app_id");
    var run = fields.requiredText("run_id");
    var user = fields.requiredText("user_id");
    var clients = fields.count("client_count");
    if (clients != null && clients < 1) {
      fields.mistake("client_count", "%d is below 1".formatted(clients));
      return null;
    }
    return id == null || run == null || user == null
        ? null
        : new Registration(id, run, user, clients == null ? 1 : clients);
  }

  /** Which stages come right before which, as the field {@code stages} tells: {@code {"b": ["a"]}}. */
  public static Map<String, List<String>> stages(Fields root) {
    var stages = new TreeMap<String, List<String>>();
    var value = root.get(ApplicationJson.STAGES);
    if (value == null) {
      return stages;
    }
    if (!value.isObject()) {
      root.mistake(ApplicationJson.STAGES, "an object of lists of stages is wanted");
      return stages;
    }
    value.properties().forEach(entry -> {
      var before = new ArrayList<String>();
      for (var stage : entry.getValue()) {
        if (stage.isString()) {
          before.add(stage.stringValue());
        }
      }
      if (!entry.getValue().isArray() || before.size() != entry.getValue().size()) {
        root.mistake(
            ApplicationJson.STAGES,
            "%s: a list of stages is wanted, not %s".formatted(entry.getKey(), entry.getValue()));
      }
      stages.put(entry.getKey(), before);
    });
    refuseCycles(root, stages);
    return stages;
  }

  private static void refuseCycles(Fields root, Map<String, List<String>> stages) {
    for (var stage : stages.keySet()) {
      var open = new ArrayDeque<>(stages.getOrDefault(stage, List.of()));
      var seen = new HashSet<String>();
      while (!open.isEmpty()) {
        var next = open.remove();
        if (seen.add(next)) {
          open.addAll(stages.getOrDefault(next, List.of()));
        }
      }
      if (seen.contains(stage)) {
        root.mistake(ApplicationJson.STAGES, "\"%s\" comes before itself".formatted(stage));
        return;
      }
    }
  }

  private static @Nullable Agent agent(Fields root) {
    var fields = root.object(ApplicationJson.AGENT);
    if (fields == null || !fields.node().isObject()) {
      return null;
    }
    fields.requiredText(ApplicationJson.STATE);
    var state =
        fields.has(ApplicationJson.STATE) ? fields.oneOf(ApplicationJson.STATE, STATES) : null;
    var stream = fields.object(ApplicationJson.STREAM);
    StreamConfig config = null;
    if (stream != null && stream.node().isObject()) {
      config = StreamConfigReader.read(stream).config();
    }
    return state == null ? null : new Agent(state, config);
  }

  private static @Nullable ModelFeedback feedback(Fields root) {
    var fields = root.object(ApplicationJson.FEEDBACK);
    var window = fields == null ? null : fields.duration(ApplicationJson.WINDOW);
    if (fields == null || window == null) {
      return null;
    }
    try {
      var read =
          new ModelFeedback(window, Boolean.TRUE.equals(fields.flag(ApplicationJson.REGRESSION)));
      return read.isOff() ? null : read;
    } catch (IllegalArgumentException e) {
      root.mistake(ApplicationJson.FEEDBACK, String.valueOf(e.getMessage()));
      return null;
    }
  }
}
