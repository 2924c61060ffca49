package io.millrace.ingress.application;

import io.millrace.ingress.http.JsonResponse;
import io.millrace.model.application.Registration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Answers as ROHE's clients read them: a status, and a response whose fields are the generation's. */
final class RoheAnswer {
  private RoheAnswer() {}

  /** {@code {"status": "success", "response": {name: message}}}, and notes where there are any. */
  static JsonResponse success(String name, String message, List<String> notes) {
    var response = new LinkedHashMap<String, Object>();
    response.put(name, message);
    if (!notes.isEmpty()) {
      response.put("notes", notes);
    }
    return success(response);
  }

  static JsonResponse success(Map<String, Object> response) {
    return JsonResponse.of(body("success", response));
  }

  /** The message stands where ROHE's clients look, and where those of Millrace do. */
  static JsonResponse error(HttpStatus status, @Nullable String name, String message) {
    var body = body("error", Map.of(name == null || name.isEmpty() ? "error" : name, message));
    body.put("error", message);
    return JsonResponse.of(status, body);
  }

  private static Map<String, Object> body(String status, Map<String, Object> response) {
    var body = new LinkedHashMap<String, Object>();
    body.put("status", status);
    body.put("response", response);
    return body;
  }

  /** A registration, with the connector by which the client can report over AMQP. */
  static JsonResponse registered(RoheRequest request, Registration registration, String host) {
    var name = request.application();
    var response = new LinkedHashMap<String, Object>();
    response.put(
        name,
        registration.clients() == 1
            ? "registered"
            : "registered already; this is client %d".formatted(registration.clients()));
    response.put(request.isOld() ? "appID" : "app_id", registration.id());
    response.put("connector", connector(request, config(request, registration, host)));
    return success(response);
  }

  private static Map<String, Object> connector(RoheRequest request, Map<String, Object> config) {
    var connector = new LinkedHashMap<String, Object>();
    if (request.isOld()) {
      connector.put("class", "amqp");
      connector.put("conf", config);
      return Map.of("amqp_connector", connector);
    }
    connector.put("name", "amqp_connector");
    connector.put("connector_class", "AMQP");
    connector.put("config", config);
    return connector;
  }

  private static Map<String, Object> config(
      RoheRequest request, Registration registration, String host) {
    var config = new LinkedHashMap<String, Object>();
    config.put("end_point", host);
    config.put("exchange_name", request.application() + "_exchange");
    config.put("exchange_type", "topic");
    config.put(
        "out_routing_key",
        Stream.of(
                request.application(),
                request.user(),
                request.stage(),
                request.instance(),
                "client" + registration.clients())
            .filter(Objects::nonNull)
            .collect(Collectors.joining(".")));
    return config;
  }
}
