package io.millrace.ingress.application;

import io.millrace.model.RegistryEntry;
import io.millrace.model.application.Application;
import io.millrace.topology.registry.RegistryPublisher;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Where commands to the application registry go. */
@FunctionalInterface
public interface ApplicationLog {
  /** How long a registry may take to answer. */
  Duration PATIENCE = Duration.ofSeconds(10);

  /**
   * Sends a command; may block for some seconds.
   *
   * @param json the application; null takes it back
   * @return the entry after the command, whose outcome it bears
   */
  CompletableFuture<RegistryEntry<Application>> send(
      String name, @Nullable Long expectedEpoch, @Nullable String json);

  /** Over Kafka. */
  static ApplicationLog of(RegistryPublisher<Application> publisher) {
    return (name, epoch, json) -> json == null
        ? publisher.takeBack(name, epoch, PATIENCE)
        : publisher.set(name, epoch, json, PATIENCE);
  }
}
