package io.millrace.ingress.application;

import io.millrace.topology.serde.application.ApplicationReader;
import java.util.Map;
import java.util.Objects;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** {@code /registration}: applications and their clients. */
final class RegistrationHandler {
  private final ApplicationService applications;
  private final RoheCalls calls;

  RegistrationHandler(ApplicationService applications, RoheCalls calls) {
    this.applications = applications;
    this.calls = calls;
  }

  Mono<ServerResponse> register(ServerRequest request) {
    var host = Objects.requireNonNullElse(request.uri().getHost(), "localhost");
    return calls.answer(request, body -> {
      var name = body.application();
      var run = body.run();
      var user = body.user();
      body.stage();
      body.instance();
      var stages = ApplicationReader.stages(body.fields());
      body.check();
      return RoheAnswer.registered(body, applications.register(name, run, user, stages), host);
    });
  }

  Mono<ServerResponse> delete(ServerRequest request) {
    return calls.answer(request, this::delete);
  }

  ServerResponse delete(RoheRequest body) {
    var name = body.application();
    var run = body.run();
    var user = body.user();
    body.check();
    applications.delete(name, run, user);
    return RoheAnswer.success(Map.of("result", "Deleted " + name));
  }
}
