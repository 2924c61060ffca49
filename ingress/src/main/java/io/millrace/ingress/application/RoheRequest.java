package io.millrace.ingress.application;

import io.millrace.model.FailureCode;
import io.millrace.model.InvalidRequestException;
import io.millrace.topology.serde.Json;
import io.millrace.topology.serde.contract.Fields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The body of a call by ROHE's clients: the names of its fields tell the generation. */
final class RoheRequest {
  private static final String OLD_NAME = "appName";

  private final Fields fields;
  private final boolean isOld;

  private RoheRequest(Fields fields) {
    this.fields = fields;
    this.isOld = fields.has(OLD_NAME);
  }

  /** @throws InvalidRequestException if it is no JSON object */
  static RoheRequest of(byte[] body) {
    try {
      var mistakes = new ArrayList<String>();
      var read = new RoheRequest(new Fields("", Json.MAPPER.readTree(body), mistakes));
      read.check();
      return read;
    } catch (JacksonException e) {
      throw malformed("the body is no JSON: " + e.getOriginalMessage());
    }
  }

  /** Whether it is of the generation of 2023, whose fields have other names. */
  boolean isOld() {
    return isOld;
  }

  String application() {
    return required(isOld ? OLD_NAME : "application_name");
  }

  String run() {
    return required(isOld ? "runID" : "run_id");
  }

  String user() {
    return required(isOld ? "userID" : "user_id");
  }

  @Nullable
  String stage() {
    return fields.text(isOld ? "stageID" : "stage_id");
  }

  @Nullable
  String instance() {
    return fields.text(isOld ? "instanceID" : "instance_id");
  }

  String command() {
    return required("command");
  }

  /** Null: none is sent. */
  @Nullable
  JsonNode stream() {
    return fields.get("stream_config");
  }

  Fields fields() {
    return fields;
  }

  boolean hasRegistration() {
    return fields.has(isOld ? "runID" : "run_id") && fields.has(isOld ? "userID" : "user_id");
  }

  /** Empty where it is missing; {@link #check} tells of it. */
  private String required(String name) {
    var text = fields.requiredText(name);
    return text == null ? "" : text;
  }

  /** @throws InvalidRequestException with all that is wrong with the fields read so far */
  void check() {
    List<String> mistakes = fields.mistakes();
    if (!mistakes.isEmpty()) {
      throw malformed(String.join("\n", mistakes));
    }
  }

  private static InvalidRequestException malformed(String message) {
    return new InvalidRequestException(FailureCode.MALFORMED, message);
  }
}
