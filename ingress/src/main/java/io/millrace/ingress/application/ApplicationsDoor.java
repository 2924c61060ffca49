package io.millrace.ingress.application;

import io.millrace.ingress.http.Door;
import io.millrace.ingress.log.LogConfig;
import io.millrace.model.RegistryEntry;
import io.millrace.model.application.Application;
import io.millrace.topology.registry.CompactedView;
import io.millrace.topology.registry.RegistryPublisher;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Registration and observation of applications. */
public final class ApplicationsDoor implements Door {
  private final CompactedView<RegistryEntry<Application>> applications;
  private final RegistryPublisher<Application> publisher;

  public ApplicationsDoor(LogConfig config) {
    var topics = config.topics();
    this.applications = new CompactedView<>(topics.applications(), config.bootstrap());
    this.publisher =
        new RegistryPublisher<>(topics.applicationCommands(), config.bootstrap(), applications);
  }

  @Override
  public RouterFunction<ServerResponse> routes() {
    return ApplicationRoutes.of(applications, ApplicationLog.of(publisher));
  }

  @Override
  public void start() {
    applications.start();
  }

  @Override
  public void close() {
    publisher.close();
    applications.close();
  }
}
