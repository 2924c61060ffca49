package io.millrace.ingress.application;

import io.millrace.ingress.http.JsonResponse;
import io.millrace.model.RegistryEntry;
import io.millrace.model.application.Application;
import io.millrace.topology.registry.RecordView;
import io.millrace.topology.serde.Json;
import io.millrace.topology.serde.application.ApplicationJson;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.node.ObjectNode;

/** The paths of applications: those of ROHE's observation service, and the applications as they are registered. */
public final class ApplicationRoutes {
  private final ApplicationService applications;

  private ApplicationRoutes(ApplicationService applications) {
    this.applications = applications;
  }

  /** @param view of the registry's entries; its owner starts and closes it */
  public static RouterFunction<ServerResponse> of(
      RecordView<RegistryEntry<Application>> view, ApplicationLog log) {
    var applications = new ApplicationService(view, log);
    var calls = new RoheCalls();
    var registrations = new RegistrationHandler(applications, calls);
    var agents = new AgentHandler(applications, registrations, calls);
    var own = new ApplicationRoutes(applications);
    return RouterFunctions.route()
        .POST("/registration", registrations::register)
        .DELETE("/registration", registrations::delete)
        .POST("/agent", agents::command)
        .POST("/agent/start", agents::start)
        .POST("/agent/stop", agents::stop)
        .POST("/agent/delete", agents::delete)
        .POST("/agent/log", agents::log)
        .POST("/agent/kill-all", agents::killAll)
        .GET("/applications", own::list)
        .GET("/applications/{application}", own::show)
        .build()
        .and(new FeedbackRoutes(applications).routes());
  }

  private Mono<ServerResponse> list(ServerRequest request) {
    return Mono.<ServerResponse>fromCallable(() -> JsonResponse.of(
            applications.all().stream().map(ApplicationRoutes::json).toList()))
        .subscribeOn(Schedulers.boundedElastic());
  }

  private Mono<ServerResponse> show(ServerRequest request) {
    var name = request.pathVariable("application");
    return Mono.<ServerResponse>fromCallable(() -> JsonResponse.of(json(applications.get(name))))
        .onErrorResume(
            ApplicationService.UnknownException.class,
            e ->
                Mono.just(JsonResponse.error(HttpStatus.NOT_FOUND, String.valueOf(e.getMessage()))))
        .subscribeOn(Schedulers.boundedElastic());
  }

  private static ObjectNode json(RegistryEntry<Application> entry) {
    var application = entry.value();
    var node =
        application == null ? Json.MAPPER.createObjectNode() : ApplicationJson.write(application);
    node.put("epoch", entry.epoch());
    return entry.changed() == null ? node : node.put("changed", entry.changed().toString());
  }
}
