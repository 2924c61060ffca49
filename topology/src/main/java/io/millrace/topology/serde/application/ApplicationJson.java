package io.millrace.topology.serde.application;

import io.millrace.model.application.Application;
import io.millrace.model.application.Registration;
import io.millrace.topology.serde.Json;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** Writes applications in the form in which they stand on the log; {@link ApplicationReader} reads it. */
public final class ApplicationJson {
  static final String NAME = "application_name";
  static final String REGISTRATIONS = "registrations";
  static final String STAGES = "stages";
  static final String AGENT = "agent";
  static final String STATE = "state";
  static final String STREAM = "stream_config";
  static final String FEEDBACK = "feedback";
  static final String WINDOW = "window";
  static final String REGRESSION = "regression";

  private ApplicationJson() {}

  public static ObjectNode write(Application application) {
    var node = Json.MAPPER.createObjectNode();
    node.put(NAME, application.name());
    var registrations = node.putArray(REGISTRATIONS);
    application.registrations().forEach(one -> registrations.add(write(one)));
    if (!application.stages().isEmpty()) {
      node.set(STAGES, Json.MAPPER.valueToTree(application.stages()));
    }
    var agent = application.agent();
    if (agent != null) {
      var written = node.putObject(AGENT);
      written.put(STATE, agent.state().name().toLowerCase(Locale.ROOT));
      if (agent.stream() != null) {
        written.set(STREAM, StreamConfigJson.write(agent.stream()));
      }
    }
    var feedback = application.feedback();
    if (feedback != null) {
      node.putObject(FEEDBACK)
          .put(WINDOW, feedback.window().toString())
          .put(REGRESSION, feedback.regression());
    }
    return node;
  }

  private static ObjectNode write(Registration registration) {
    return Json.MAPPER
        .createObjectNode()
        .put("app_id", registration.id())
        .put("run_id", registration.run())
        .put("user_id", registration.user())
        .put("client_count", registration.clients());
  }
}
