package io.millrace.ingress.application;

import io.millrace.model.FailureCode;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.RegistryEntry;
import io.millrace.model.application.Agent;
import io.millrace.model.application.Application;
import io.millrace.model.application.StreamConfig;
import io.millrace.topology.serde.application.StreamConfigReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * {@code /agent/...}: the observation of an application. In ROHE an agent is a container; here it is a description by which
 * the metrics stage cuts windows.
 */
final class AgentHandler {
  private final ApplicationService applications;
  private final RegistrationHandler registrations;
  private final RoheCalls calls;

  AgentHandler(
      ApplicationService applications, RegistrationHandler registrations, RoheCalls calls) {
    this.applications = applications;
    this.registrations = registrations;
    this.calls = calls;
  }

  Mono<ServerResponse> start(ServerRequest request) {
    return calls.answer(request, this::start);
  }

  Mono<ServerResponse> stop(ServerRequest request) {
    return calls.answer(request, this::stop);
  }

  Mono<ServerResponse> delete(ServerRequest request) {
    return calls.answer(request, this::delete);
  }

  Mono<ServerResponse> log(ServerRequest request) {
    return calls.answer(request, this::log);
  }

  Mono<ServerResponse> killAll(ServerRequest request) {
    return calls.answer(request, this::killAll);
  }

  /** The command stands in the body, as in ROHE's generation of 2023. */
  Mono<ServerResponse> command(ServerRequest request) {
    return calls.answer(request, this::command);
  }

  private ServerResponse command(RoheRequest body) {
    var command = body.command();
    body.check();
    return switch (command.toLowerCase(Locale.ROOT)) {
      case "start" -> start(body);
      case "stop" -> stop(body);
      case "delete" -> delete(body);
      case "log" -> log(body);
      case "kill_all_agent", "kill-all" -> killAll(body);
      default ->
        throw new InvalidRequestException(
            FailureCode.MALFORMED,
            "command: \"%s\" is none of start, stop, delete, log, kill_all_agent"
                .formatted(command));
    };
  }

  private ServerResponse start(RoheRequest body) {
    var name = named(body);
    var json = body.stream();
    var reading = json == null ? null : StreamConfigReader.read(json);
    var agent = applications.start(name, reading == null ? null : reading.config());
    return RoheAnswer.success(
        name, "started: " + text(agent.stream()), reading == null ? List.of() : reading.notes());
  }

  private ServerResponse stop(RoheRequest body) {
    var name = named(body);
    applications.stop(name);
    return RoheAnswer.success(name, "stopped", List.of());
  }

  /** With run and user in the body the registration is meant, as a generation of ROHE has it. */
  private ServerResponse delete(RoheRequest body) {
    var name = named(body);
    if (body.hasRegistration()) {
      return registrations.delete(body);
    }
    applications.deleteAgent(name);
    return RoheAnswer.success(name, "deleted", List.of());
  }

  private ServerResponse log(RoheRequest body) {
    var name = named(body);
    return RoheAnswer.success(name, log(applications.get(name)), List.of());
  }

  private ServerResponse killAll(RoheRequest body) {
    var response = new LinkedHashMap<String, Object>();
    applications.stopAll().forEach(name -> response.put(name, "stopped"));
    return RoheAnswer.success(response);
  }

  private static String named(RoheRequest body) {
    var name = body.application();
    body.check();
    return name;
  }

  private static String log(RegistryEntry<Application> entry) {
    var application = entry.value();
    var agent = application == null ? null : application.agent();
    var state = agent == null ? "no agent" : agent.state().name().toLowerCase(Locale.ROOT);
    var stopped = agent != null && agent.state() == Agent.State.STOPPED;
    return "%s, last changed %s (change %d): %s"
        .formatted(
            state,
            entry.changed(),
            entry.epoch(),
            stopped ? "no windows" : text(agent == null ? null : agent.stream()));
  }

  private static String text(@Nullable StreamConfig stream) {
    if (stream == null) {
      return "with the windows that all applications have";
    }
    var windows = "windows of %s each %s"
        .formatted(StreamConfig.text(stream.size()), StreamConfig.text(stream.interval()));
    if (stream.functions().isEmpty()) {
      return windows;
    }
    var functions = stream.functions().stream()
        .map(function ->
            function.isOfDifferences() ? function.name() + " of differences" : function.name())
        .collect(Collectors.joining(", "));
    return "%s; %s of %s".formatted(windows, functions, stream.features());
  }
}
